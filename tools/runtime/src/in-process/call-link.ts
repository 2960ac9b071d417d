import { notSent } from '../errors/index.ts';
import type { CallLink, CallRequest, Dispatch, PendingReply, Served } from '../ports/index.ts';
import type { ReplySink } from '../pipeline/reply-sink.ts';
import { failure } from '../pipeline/replies.ts';

/** Takes a request at once: a dispatcher's own entrance, without a promise between. */
export type Take = (request: CallRequest, sink: ReplySink) => void;

/** Calls between modules of one process. The host's parse of the input is the copy that `send` promises. */
export class InProcessCalls implements CallLink {
  readonly name = 'in-process';
  readonly #hosts = new Map<string, Take>();

  start(): Promise<void> {
    return Promise.resolve();
  }

  send(request: CallRequest, pending: PendingReply): void {
    const take = this.#hosts.get(request.module);
    if (take === undefined)
      return pending.reply(
        failure('not-sent', notSent, `${request.module} does not serve calls in this process, or not yet`),
      );
    pending.sent();
    take(request, pending);
  }

  serve(module: string, dispatch: Dispatch): Promise<Served> {
    return Promise.resolve(
      this.serveDirectly(module, (request, sink) => void dispatch(request).then((reply) => sink.reply(reply))),
    );
  }

  /** As `serve`, for a host that can be entered without a promise. */
  serveDirectly(module: string, take: Take): Served {
    this.#hosts.set(module, take);
    return {
      close: () => {
        this.#hosts.delete(module);
        return Promise.resolve();
      },
    };
  }

  health(): undefined {
    return undefined;
  }

  stop(): Promise<void> {
    this.#hosts.clear();
    return Promise.resolve();
  }
}
