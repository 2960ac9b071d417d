import type { CallReply } from '@carveout/runtime';
import { overloaded, stopping } from '@carveout/runtime';
import type { Member } from '@carveout/runtime/discovery';
import type { Dispatcher } from 'undici';
import { decodeReply } from '../../wire/reply-codec.ts';
import { failures } from '../failures.ts';
import { CALLS_CONTENT, REFUSED } from '../wire-format.ts';
import type { Place } from './connections.ts';
import { lineOf, printable } from './line-of.ts';
import type { OutgoingCall, Visited } from './outgoing-call.ts';
import { ReplyLines } from './reply-lines.ts';

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Statuses that speak of the batch and not of the instance: the same elsewhere. */
const OF_THE_BATCH = new Set([400, 413]);
const SKIPPED = new Error('some of its calls have settled before it was written');

/** Of a batch whose calls have all been answered: nobody hears it. */
const ANSWERED: Ending = { how: 'ended', reply: failures.answerLost('') };

/** How a batch ended, for the calls in it that were not answered. */
export type Ending =
  /** None of them was taken or will be: they may go to another instance. `full` where this one has too much to do. */
  | { readonly how: 'returned'; readonly why: CallReply; readonly full?: boolean }
  /** Nothing was written, since some of them have settled meanwhile: the others may go anywhere. */
  | { readonly how: 'skipped' }
  /** This is what their callers learn. */
  | { readonly how: 'ended'; readonly reply: CallReply };

export interface ExchangeOwner {
  answered(call: OutgoingCall, reply: CallReply): void;
  /** Nothing of the batch is kept for writing any more. */
  written(exchange: Exchange): void;
  /** The connection is free, or gone. Called once. */
  ended(exchange: Exchange, calls: readonly OutgoingCall[], ending: Ending): void;
}

/** One batch of calls on its way to one instance: a request and its answer. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly module: string;
  readonly member: Member;
  readonly place: Place;
  /** Where its calls have been before. */
  readonly visited: Visited | undefined;
  readonly bytes: number;
  /** Of the call that has the most time. */
  readonly deadline: number;
  readonly #owner: ExchangeOwner;
  readonly #calls: (OutgoingCall | undefined)[];
  readonly #lines: ReplyLines;
  #left: number;
  #controller: Dispatcher.DispatchController | undefined;
  #skipped = false;
  #answering = false;
  /** What is known already of how it ends. */
  #known: Ending | undefined;

  constructor(
    owner: ExchangeOwner,
    module: string,
    { member, place }: { readonly member: Member; readonly place: Place },
    calls: readonly OutgoingCall[],
    visited: Visited | undefined,
    messageBytes: number,
  ) {
    this.#owner = owner;
    this.module = module;
    this.member = member;
    this.place = place;
    this.visited = visited;
    this.#calls = [...calls];
    this.#left = calls.length;
    this.#lines = new ReplyLines(calls.length, messageBytes, (line) => decodeReply(line, this.#take));
    let [bytes, deadline] = [0, 0];
    for (const call of calls) {
      bytes += call.bytes;
      if (call.deadline > deadline) deadline = call.deadline;
    }
    this.bytes = bytes;
    this.deadline = deadline;
    place.busy += 1;
    member.began(calls.length);
  }

  /** Calls without an answer. */
  unanswered(): OutgoingCall[] {
    return this.#calls.filter((call) => call !== undefined);
  }

  /** Breaks the connection: an answer is not wanted any more. */
  abandon(why: string): void {
    this.#known ??= { how: 'ended', reply: failures.answerLost(why) };
    this.#controller?.abort(new Error(why));
  }

  /** From here on bytes may leave. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A call that settled as not sent must not be sent after all; thrown, it leaves the connection as it is.
    if (this.#calls.some((call) => call!.pending?.settled !== false)) {
      this.#skipped = true;
      throw SKIPPED;
    }
    this.#controller = controller;
    for (const call of this.#calls) call!.pending!.sent();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#owner.written(this);
    const code = headers[REFUSED];
    if (typeof code === 'string') this.#known = this.#refusal(status, printable(code));
    else if (status === 200 && headers['content-type'] === CALLS_CONTENT) this.#answering = true;
    else {
      const type = printable(String(headers['content-type'] ?? 'no content type'));
      const reply = failures.notAHost(this.place.origin, `status ${status}, ${type}`);
      this.#known = { how: 'ended', reply };
      controller.abort(new Error('no answer of a host'));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#answering && this.#lines.push(chunk)) return;
    controller.abort(new Error(this.#answering ? 'more was answered than asked' : 'a refusal has no body'));
  }

  onResponseEnd(): void {
    this.#end(undefined);
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#end(error);
  }

  readonly #take = (index: number, reply: CallReply): void => {
    const call = this.#calls[index];
    if (call === undefined) return;
    this.#calls[index] = undefined;
    this.#left -= 1;
    this.member.ended('answered');
    this.#owner.answered(call, reply);
  };

  #refusal(status: number, code: string): Ending {
    const why = `${this.place.origin} did not take it (${status}, ${code})`;
    if (OF_THE_BATCH.has(status)) return { how: 'ended', reply: failures.notTaken(why) };
    if (code === stopping.code) return { how: 'returned', why: failures.notTaken(`${this.place.origin} is stopping`) };
    const full = code === overloaded.code;
    return { how: 'returned', why: failures.notTaken(why, full), full };
  }

  /** @param error undefined where the answer came to its end. */
  #end(error: Error | undefined): void {
    this.#owner.written(this);
    this.place.busy -= 1;
    const ending = this.#ending(error);
    this.#settleMember(ending);
    this.#owner.ended(this, this.unanswered(), ending);
  }

  #ending(error: Error | undefined): Ending {
    if (this.#left === 0) return ANSWERED;
    if (this.#skipped) return { how: 'skipped' };
    if (this.#controller === undefined)
      return { how: 'returned', why: failures.notTaken(`${this.place.origin} took no connection: ${lineOf(error)}`) };
    if (this.#known !== undefined) return this.#known;
    const what = error === undefined ? 'it ended too soon' : lineOf(error);
    return { how: 'ended', reply: failures.answerLost(`the answer of ${this.place.origin} was lost (${what})`) };
  }

  #settleMember({ how, ...more }: Ending): void {
    if (this.#left === 0) return;
    if (how === 'skipped') this.member.withdrawn(this.#left);
    else if (how === 'returned') this.member.ended('refused', this.#left);
    else {
      const refusedBatch = 'reply' in more && more.reply.kind === 'not-sent';
      this.member.ended(refusedBatch ? 'answered' : 'failed', this.#left);
    }
  }
}
