import type { CallLink, CallReply, CallRequest, Dispatch, PendingReply, Served } from '../../ports/index.ts';

/** What becomes of one try: an answer at once or later; nothing, ever. */
export type Script = (request: CallRequest, index: number) => CallReply | Promise<CallReply> | undefined;

/** A link to nowhere: keeps what was sent, and answers as a test says. */
export class ScriptedLink implements CallLink {
  readonly name = 'rabbitmq';
  readonly sent: CallRequest[] = [];
  readonly sentAt: number[] = [];
  readonly pendings: PendingReply[] = [];
  readonly served = new Map<string, Dispatch>();
  script: Script;

  constructor(script: Script) {
    this.script = script;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(request: CallRequest, pending: PendingReply): void {
    // As a link that writes JSON takes its copy.
    const copy = structuredClone(request);
    const index = this.sent.push(copy) - 1;
    this.sentAt.push(performance.now());
    this.pendings.push(pending);
    pending.sent();
    const reply = this.script(copy, index);
    if (reply instanceof Promise) void reply.then((late) => pending.reply(late));
    else if (reply !== undefined) pending.reply(reply);
  }

  serve(module: string, dispatch: Dispatch): Promise<Served> {
    this.served.set(module, dispatch);
    return Promise.resolve({ close: () => Promise.resolve() });
  }

  health(): undefined {
    return undefined;
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
