import type { ServerResponse } from 'node:http';
import type { CallReply } from '@carveout/runtime';
import { encodeReply } from '../../wire/reply-codec.ts';
import { failures } from '../failures.ts';
import type { TurnEnd } from '../turn-end.ts';
import { CALLS_CONTENT } from '../wire-format.ts';
import type { Reader, UnreadBytes } from './unread-bytes.ts';

export interface AnswersOptions {
  readonly turnEnd: TurnEnd;
  readonly unread: UnreadBytes;
  readonly messageBytes: number;
}

/**
 * The answers to one batch, as lines in the order in which its calls end. Those of one turn are written together; when
 * they are all, as one body of known length.
 */
export class Answers implements Reader {
  readonly #response: ServerResponse;
  readonly #options: AnswersOptions;
  #left: number;
  #text = '';
  #bytes = 0;
  #scheduled = false;
  #unread = 0;
  #stalledAt: number | undefined;

  constructor(response: ServerResponse, calls: number, options: AnswersOptions) {
    this.#response = response;
    this.#options = options;
    this.#left = calls;
    response.once('close', () => options.unread.giveAll(this));
  }

  add(index: number, reply: CallReply): void {
    const line = this.#encode(index, reply);
    this.#left -= 1;
    // Its caller is gone, and knows that it does not know.
    if (this.#response.destroyed) return;
    const bytes = Buffer.byteLength(line);
    if (!this.#options.unread.take(this, bytes)) return;
    this.#unread += bytes;
    this.#bytes += bytes;
    this.#text += line;
    if (this.#left === 0) this.#flush();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      this.#options.turnEnd.add(() => {
        this.#scheduled = false;
        this.#flush();
      });
    }
  }

  get stalledAt(): number | undefined {
    return this.#stalledAt;
  }

  /** Whether the caller has not read what was written before `since`, in ms of `performance.now()`. */
  stalled(since: number): boolean {
    return this.#stalledAt !== undefined && this.#stalledAt < since;
  }

  /** Ends the connection. */
  destroy(): void {
    this.#response.destroy();
  }

  #encode(index: number, reply: CallReply): string {
    const { messageBytes } = this.#options;
    try {
      const line = encodeReply(index, reply);
      // A character has 3 bytes at most.
      const bytes = line.length * 3 <= messageBytes ? 0 : Buffer.byteLength(line);
      if (bytes > messageBytes) return `${encodeReply(index, failures.answerTooLarge(bytes, messageBytes))}\n`;
      return `${line}\n`;
    } catch {
      return `${encodeReply(index, failures.answerNotJson())}\n`;
    }
  }

  #flush(): void {
    const [response, text, bytes] = [this.#response, this.#text, this.#bytes];
    if (bytes === 0 || response.destroyed) return;
    this.#text = '';
    this.#bytes = 0;
    const all = this.#left === 0;
    if (!response.headersSent) {
      const length = all ? ['Content-Length', String(bytes)] : [];
      response.writeHead(200, ['Content-Type', CALLS_CONTENT, ...length]);
    }
    this.#stalledAt ??= performance.now();
    const read = (): void => {
      this.#unread -= bytes;
      this.#options.unread.give(this, bytes);
      if (this.#unread === this.#bytes) this.#stalledAt = undefined;
    };
    if (all) response.end(text, read);
    else response.write(text, read);
  }
}
