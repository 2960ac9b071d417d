import { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import { PROBLEM_TYPE } from '@carveout/runtime/door';
import type { Sent } from '@carveout/runtime/discovery';
import type { Dispatcher } from 'undici';
import { saysNotServed } from './not-served.ts';

/** An answer of at most so many bytes is passed on in one piece. */
const WHOLE_BYTES = 65_536;

/** An instance's answer. */
export interface Answer {
  readonly kind: 'answered';
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Whole where it is small and says how long it is, otherwise as it comes. */
  readonly body: Buffer | Readable;
}

/** How one try ended. */
export type Outcome =
  | Answer
  /** It took no connection, and nothing was sent; or it was sent, and is nothing that the instance serves. */
  | { readonly kind: 'refused'; readonly error: Error; readonly sent: boolean }
  /** Something may have been sent, and no byte of an answer came. */
  | { readonly kind: 'broken'; readonly error: Error }
  /** A small answer began and did not end. */
  | { readonly kind: 'cut'; readonly error: Error }
  /** Its time was over. `sent` is false where it had not been sent yet. */
  | { readonly kind: 'late'; readonly sent: boolean }
  /** The client's body failed, not the instance. */
  | { readonly kind: 'body'; readonly error: Error }
  | { readonly kind: 'left' };

/** One try of a request at one instance: undici's handler. */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly outcome: Promise<Outcome>;
  /** Whether the client's next piece of the body is waited for: that it comes late is no fault of the instance. */
  awaitsBody = false;
  readonly #settle: (outcome: Outcome) => void;
  readonly #ended: (how: Sent) => void;
  readonly #done: () => void;
  readonly #declared: boolean;
  #isStray = false;
  #phase: 'queued' | 'sent' | 'whole' | 'streaming' | 'over' = 'queued';
  #controller: Dispatcher.DispatchController | undefined;
  #head: Omit<Answer, 'body' | 'kind'> | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #stream: AnswerBody | undefined;

  /**
   * @param declared whether every instance of the module serves what is asked.
   * @param ended hears once how it went with the instance.
   * @param done hears once that the pool has done with it.
   */
  constructor(declared: boolean, ended: (how: Sent) => void, done: () => void) {
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.outcome = promise;
    this.#settle = resolve;
    this.#declared = declared;
    this.#ended = ended;
    this.#done = done;
  }

  /** Whether it waits for a connection. */
  get isQueued(): boolean {
    return this.#phase === 'queued';
  }

  /** For how many ms its client has taken nothing of an answer that stands ready; 0 where nothing stands. */
  get unreadMs(): number {
    const since = this.#phase === 'streaming' ? this.#stream!.standsSince : undefined;
    return since === undefined ? 0 : performance.now() - since;
  }

  /** Breaks the answer off: its connection is wanted, and its client does not read. */
  breakOff(): void {
    this.#stream?.destroy(new Error('its client did not read, and others waited for its connection'));
  }

  /** Ends it where no answer has been passed on yet: time is over, or nobody waits any more. */
  giveUp(why: 'late' | 'left'): void {
    const phase = this.#phase;
    if (phase === 'over' || phase === 'streaming') return;
    const sent = phase !== 'queued';
    const failed = why === 'late' && sent && !this.awaitsBody;
    this.#over(failed ? 'failed' : 'given-up', why === 'left' ? { kind: 'left' } : { kind: why, sent });
    this.#controller?.abort(new Error(why));
  }

  /** The client's body failed. */
  failBody(error: Error): void {
    if (this.#phase === 'over' || this.#phase === 'streaming') return;
    this.#over('given-up', { kind: 'body', error });
    this.#controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#phase === 'over') return controller.abort(new Error('given up while it waited for a connection'));
    this.#controller = controller;
    this.#phase = 'sent';
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Interim answers (RFC 9110 §15.2) are for whoever is next to the instance: that is the gateway.
    if (status < 200 || this.#phase !== 'sent') return;
    this.#head = { status, headers };
    this.#isStray = this.#declared && saysNotServed(headers);
    const length = headers['content-length'];
    const isSmall = length === undefined ? false : Number(length) <= WHOLE_BYTES;
    // Problems are read, however they come: one may say that the request did not run.
    if (this.#isStray || status === 204 || status === 304 || isSmall || (length === undefined && isProblem(headers)))
      this.#phase = 'whole';
    else this.#begin(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream !== undefined) {
      this.#stream.pass(chunk);
    } else if (this.#phase === 'whole' && !this.#isStray) {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > WHOLE_BYTES) this.#begin(controller);
    }
  }

  /** Begins to pass the answer on as it comes. */
  #begin(controller: Dispatcher.DispatchController): void {
    const body = new AnswerBody(controller);
    for (const chunk of this.#chunks) body.pass(chunk);
    this.#chunks = [];
    this.#phase = 'streaming';
    this.#stream = body;
    this.#settle({ kind: 'answered', ...this.#head!, body });
  }

  onResponseEnd(): void {
    this.#done();
    if (this.#stream !== undefined) {
      this.#stream.isWhole = true;
      this.#stream.push(null);
      this.#over('answered');
    } else if (this.#phase === 'whole' && this.#isStray) {
      const error = new Error('it serves no such thing: it is no instance of the module, or of another version');
      this.#over('refused', { kind: 'refused', error, sent: true });
    } else if (this.#phase === 'whole') {
      const chunks = this.#chunks;
      const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
      this.#over('answered', { kind: 'answered', ...this.#head!, body });
    }
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.#done();
    switch (this.#phase) {
      case 'queued':
        // What undici does not write is the client's, whatever Node has read it as; no instance is to blame.
        if ('code' in error && error.code === 'UND_ERR_INVALID_ARG')
          return this.#over('given-up', { kind: 'body', error });
        return this.#over('refused', { kind: 'refused', error, sent: false });
      case 'sent':
        return this.#over('failed', { kind: 'broken', error });
      case 'whole':
        return this.#over('failed', { kind: 'cut', error });
      case 'streaming':
        this.#over(this.#stream!.destroyed ? 'given-up' : 'failed');
        this.#stream!.destroy(error);
        return;
      case 'over':
    }
  }

  #over(how: Sent, outcome?: Outcome): void {
    this.#phase = 'over';
    this.#chunks = [];
    this.#ended(how);
    if (outcome !== undefined) this.#settle(outcome);
  }
}

export function isProblem(headers: IncomingHttpHeaders): boolean {
  return headers['content-type']?.startsWith(PROBLEM_TYPE) === true;
}

/** A body on its way: the instance is read no faster than the client reads. */
class AnswerBody extends Readable {
  isWhole = false;
  /** Since when a piece of it has waited for the client, by `performance.now()`; undefined while none does. */
  standsSince: number | undefined;
  readonly #controller: Dispatcher.DispatchController;

  constructor(controller: Dispatcher.DispatchController) {
    super();
    this.#controller = controller;
    // It may break before anybody listens. Whoever reads it later finds it destroyed.
    this.on('error', () => undefined);
  }

  pass(chunk: Buffer): void {
    if (this.push(chunk)) return;
    this.standsSince ??= performance.now();
    this.#controller.pause();
  }

  override _read(): void {
    this.standsSince = undefined;
    if (this.#controller.paused) this.#controller.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.isWhole && !this.#controller.aborted) this.#controller.abort(error ?? new Error('the client has left'));
    done(error);
  }
}
