import type { CallReply, CallRequest, PendingReply } from '@carveout/runtime';
import type { Member } from '@carveout/runtime/discovery';
import { shareOf, splitIntoBatches } from '../../wire/batches.ts';
import { encodeCall } from '../../wire/call-codec.ts';
import { BATCH_CALLS } from '../../wire/limits.ts';
import { failures } from '../failures.ts';
import type { Settings } from '../options.ts';
import type { TurnEnd } from '../turn-end.ts';
import { CALLS_CONTENT } from '../wire-format.ts';
import { batchRequest } from './batch-request.ts';
import { Connections } from './connections.ts';
import { Exchange } from './exchange.ts';
import type { Ending, ExchangeOwner } from './exchange.ts';
import { InstanceChoice } from './instance-choice.ts';
import type { Chosen } from './instance-choice.ts';
import { lineOf } from './line-of.ts';
import { CallTarget } from './outgoing-call.ts';
import type { OutgoingCall, Visited } from './outgoing-call.ts';

/** How often is looked for calls that settled by their deadline, for connections that hang, and for new instances. */
const LOOK_MS = 250;
/** The shortest time between two looks for settled calls, however many calls are refused meanwhile. */
const LOOK_AGAIN_MS = 20;
/** So long after the last deadline of a batch its connection is given up. */
const OVERDUE_MS = 1_000;
/** So many instances that have too much to do are asked. Where all are asked, each call costs all of them something. */
const MOST_FULL = 2;

/** The caller's side: gathers the calls of a turn, sends them as few requests, hands answers to their calls. */
export class CallClient implements ExchangeOwner {
  readonly #settings: Settings;
  readonly #turnEnd: TurnEnd;
  readonly #connections: Connections;
  readonly #choice: InstanceChoice;
  readonly #headers: readonly string[];
  readonly #targets = new Map<string, CallTarget>();
  readonly #exchanges = new Set<Exchange>();
  /** Those whose calls take room until they are written. */
  readonly #unwritten = new Set<Exchange>();
  #dirty: CallTarget[] = [];
  /** Some of `#dirty` have waited for a connection. */
  #woken = false;
  #exchangesMade = 0;
  #open = 0;
  #bytes = 0;
  #state: 'not started' | 'open' | 'stopping' | 'closed' = 'not started';
  #lookedAt = 0;
  #looking: NodeJS.Timeout | undefined;

  constructor(settings: Settings, turnEnd: TurnEnd) {
    this.#settings = settings;
    this.#turnEnd = turnEnd;
    this.#connections = new Connections(settings);
    this.#choice = new InstanceChoice(settings, this.#connections);
    const { secret } = settings;
    this.#headers = [
      ...['content-type', CALLS_CONTENT],
      ...(secret === undefined ? [] : ['authorization', `Bearer ${secret}`]),
    ];
  }

  start(): void {
    this.#state = 'open';
    this.#looking = setInterval(() => this.#look(), LOOK_MS);
    this.#looking.unref();
  }

  send(request: CallRequest, pending: PendingReply): void {
    const refusal = this.#refusal();
    if (refusal !== undefined) return pending.reply(refusal);
    let input: string | undefined;
    try {
      input = JSON.stringify(request.input);
    } catch (error) {
      return pending.reply(failures.notJson(lineOf(error)));
    }
    const text = encodeCall(request, input);
    const bytes = Buffer.byteLength(text);
    const { messageBytes } = this.#settings.limits;
    if (bytes > messageBytes) return pending.reply(failures.tooLarge(bytes, messageBytes));
    if (input !== undefined) pending.keep(input);
    const target = this.#targetOf(request.module);
    target.waiting.push({ text, bytes, deadline: request.envelope.deadline, pending });
    this.#open += 1;
    this.#bytes += bytes;
    // What waits for a connection already is not gone through for each that joins it.
    if (!target.starved) this.#attend(target);
    // The host begins with a full batch while this process goes on with the rest of its turn; not before those who wait.
    if (target.waiting.length >= BATCH_CALLS && !target.starved && !this.#woken) this.#write(target);
  }

  /** Refuses new calls, waits until those in flight have settled, at most `graceMs`, and reports the rest. */
  async stop(graceMs: number): Promise<void> {
    this.#state = 'stopping';
    const until = performance.now() + graceMs;
    while (performance.now() < until && this.#unsettled()) await new Promise((resolve) => setTimeout(resolve, 10));
    clearInterval(this.#looking);
    this.#state = 'closed';
    for (const target of this.#targets.values()) {
      target.wake();
      this.#write(target);
    }
    for (const exchange of this.#exchanges) exchange.abandon('the link was closed');
    await this.#connections.destroy();
    // What has come back meanwhile is told.
    for (const target of this.#targets.values()) this.#write(target);
  }

  answered(call: OutgoingCall, reply: CallReply): void {
    const { pending } = call;
    if (pending === undefined) return;
    this.#forget(call);
    pending.reply(reply);
  }

  written(exchange: Exchange): void {
    if (this.#unwritten.delete(exchange)) this.#bytes -= exchange.bytes;
  }

  ended(exchange: Exchange, calls: readonly OutgoingCall[], ending: Ending): void {
    this.#exchanges.delete(exchange);
    if (ending.how === 'ended') for (const call of calls) this.answered(call, ending.reply);
    else this.#return(exchange, calls, ending);
    this.#wake();
  }

  #refusal(): CallReply | undefined {
    if (this.#state !== 'open')
      return this.#state === 'not started' ? failures.notOpen('the link is not started') : failures.stopping();
    const { callsInFlight, bufferedBytes } = this.#settings.limits;
    if (this.#open >= callsInFlight || this.#bytes > bufferedBytes) this.#forgetSettled();
    if (this.#open >= callsInFlight)
      return failures.linkFull(`${callsInFlight} calls are in flight (limit callsInFlight)`);
    if (this.#bytes > bufferedBytes)
      return failures.linkFull(`${bufferedBytes} bytes wait to be sent (limit bufferedBytes)`);
    return undefined;
  }

  #targetOf(module: string): CallTarget {
    let target = this.#targets.get(module);
    if (target === undefined) this.#targets.set(module, (target = new CallTarget(module)));
    return target;
  }

  /** Looks at a target when the turn ends. */
  #attend(target: CallTarget): void {
    if (target.dirty) return;
    target.dirty = true;
    if (this.#dirty.push(target) > 1) return;
    // While others are on their way, what the rest of the round brings goes together.
    if (this.#exchanges.size === 0) this.#turnEnd.soon(this.#flush);
    else this.#turnEnd.add(this.#flush);
  }

  /** A connection may be free. */
  #wake(): void {
    for (const target of this.#targets.values()) {
      if (!target.wake()) continue;
      this.#woken = true;
      this.#attend(target);
    }
  }

  readonly #flush = (): void => {
    const targets = this.#dirty;
    this.#dirty = [];
    this.#woken = false;
    // In turns: a busy module does not take every connection that gets free from the others.
    if (targets.length > 1) targets.sort((one, other) => one.servedLast - other.servedLast);
    for (const target of targets) {
      target.dirty = false;
      this.#write(target);
    }
  };

  /** Sends what waits for a module, as far as there are connections; the rest waits on, and goes in larger batches. */
  #write(target: CallTarget): void {
    if (target.returned.length > 0 && !target.stuck) this.#writeReturned(target);
    if (target.starved) return;
    const calls = this.#takeWaiting(target);
    if (calls.length === 0) return;
    const replicas = this.#settings.directory.members(target.module).length;
    const batches = splitIntoBatches(calls, shareOf(calls.length, replicas));
    for (const [index, batch] of batches.entries()) {
      const chosen = this.#choose(target.module, undefined);
      if (chosen === 'busy') {
        target.starved = true;
        const rest = batches.slice(index).flat();
        for (const call of rest) this.#bytes += call.bytes;
        target.waiting = rest;
        return;
      }
      if (chosen === undefined) this.#refuse(batch, failures.noInstance(target.module));
      else this.#exchange(target, chosen, batch, undefined);
    }
  }

  /** What came back goes elsewhere, before anything else. */
  #writeReturned(target: CallTarget): void {
    const waiting = target.returned;
    target.returned = [];
    for (const one of waiting) {
      for (const call of one.calls) this.#bytes -= call.bytes;
      const now = Date.now();
      this.#refuse(
        one.calls.filter((call) => call.deadline <= now),
        one.why,
      );
      const calls = one.calls.filter((call) => this.#isWanted(call));
      if (calls.length === 0) continue;
      const chosen = this.#choose(target.module, one.tried);
      if (chosen === 'busy') {
        target.stuck = true;
        for (const call of calls) this.#bytes += call.bytes;
        target.returned.push({ ...one, calls });
      } else if (chosen === undefined) this.#refuse(calls, one.why);
      else this.#exchange(target, chosen, calls, { tried: one.tried, full: one.full });
    }
  }

  /** Nobody is there to go to. */
  #refuse(calls: readonly OutgoingCall[], why: CallReply): void {
    const reply = this.#state === 'closed' ? failures.stopping() : why;
    for (const call of calls) this.answered(call, reply);
  }

  #takeWaiting(target: CallTarget): OutgoingCall[] {
    if (target.waiting.length === 0) return target.waiting;
    const calls = target.waiting;
    target.waiting = [];
    for (const call of calls) this.#bytes -= call.bytes;
    return calls.filter((call) => this.#isWanted(call));
  }

  /** False for a call that has settled; it is forgotten. */
  #isWanted(call: OutgoingCall): boolean {
    if (call.pending?.settled === false) return true;
    this.#forget(call);
    return false;
  }

  #forget(call: OutgoingCall): void {
    if (call.pending === undefined) return;
    call.pending = undefined;
    this.#open -= 1;
  }

  /** Undefined where there is nobody to go to; `busy` where all connections are taken. */
  #choose(module: string, tried: ReadonlySet<Member> | undefined): Chosen | 'busy' | undefined {
    // What is left when the link closes is not sent any more.
    return this.#state === 'closed' ? undefined : this.#choice.choose(module, tried);
  }

  #exchange(target: CallTarget, chosen: Chosen, calls: readonly OutgoingCall[], visited: Visited | undefined): void {
    target.servedLast = this.#exchangesMade += 1;
    const exchange = new Exchange(this, target.module, chosen, calls, visited, this.#settings.limits.messageBytes);
    this.#exchanges.add(exchange);
    this.#unwritten.add(exchange);
    this.#bytes += exchange.bytes;
    chosen.place.pool.dispatch(batchRequest(target.module, calls, this.#headers), exchange);
  }

  #return({ module, member, visited }: Exchange, calls: readonly OutgoingCall[], ending: Ending): void {
    const target = this.#targetOf(module);
    const wanted = calls.filter((call) => this.#isWanted(call));
    if (wanted.length === 0) return;
    const full = (visited?.full ?? 0) + ('full' in ending && ending.full === true ? 1 : 0);
    if (ending.how === 'returned' && full >= MOST_FULL) return this.#refuse(wanted, ending.why);
    for (const call of wanted) this.#bytes += call.bytes;
    if (ending.how === 'returned')
      target.returned.push({ calls: wanted, tried: new Set(visited?.tried).add(member), full, why: ending.why });
    else if (visited === undefined) target.waiting.push(...wanted);
    else target.returned.push({ calls: wanted, ...visited, why: failures.noInstance(module) });
    this.#attend(target);
  }

  #look(): void {
    this.#forgetSettled();
    const overdue = Date.now() - OVERDUE_MS;
    for (const exchange of this.#exchanges)
      if (exchange.deadline < overdue) exchange.abandon('its calls are past their deadline');
    this.#wake();
    this.#connections.closeUnused();
  }

  #forgetSettled(): void {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_AGAIN_MS) return;
    this.#lookedAt = now;
    for (const exchange of this.#exchanges) for (const call of exchange.unanswered()) this.#isWanted(call);
    for (const target of this.#targets.values()) {
      const calls = this.#takeWaiting(target);
      for (const call of calls) this.#bytes += call.bytes;
      target.waiting = calls;
    }
  }

  #unsettled(): boolean {
    for (const target of this.#targets.values()) if (!target.empty) return true;
    for (const exchange of this.#exchanges)
      for (const { pending } of exchange.unanswered()) if (pending?.settled === false) return true;
    return false;
  }
}
