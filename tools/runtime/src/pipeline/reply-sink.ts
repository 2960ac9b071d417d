import type { CallReply } from '../ports/index.ts';

/** Where the reply to one request goes; told once. */
export interface ReplySink {
  reply(reply: CallReply): void;
}
