import { setTimeout as sleep } from 'node:timers/promises';
import { CallFailure } from '@carveout/runtime';
import { GRACE_MS, settledFault } from './call-record.ts';
import type { CallRecord } from './call-record.ts';
import { LoopDelay } from '../../measure/loop-delay.ts';

/** Makes one call: `payment` is undefined for a query. Rejects as the pipeline does. */
export type MakeCall = (payment: string | undefined, waitMs: number, timeoutMs: number) => Promise<unknown>;

const LONGEST_WAIT_MS = 800;
const SHORTEST_MS = 300;
const LONGEST_MS = 2_000;
const COMMAND_SHARE = 0.4;
/** Who has failed does not come back at once: nobody would be in flight otherwise. */
const PAUSE_MS = 600;
const LOOK_MS = 100;

/** Keeps calls in flight, and finds those that are still pending when they must not be. */
export class Caller {
  readonly calls: CallRecord[] = [];
  /** Calls that were pending past their deadline. */
  readonly pending: string[] = [];
  /** What was wrong with calls that settled. */
  readonly faults: string[] = [];
  longestOverMs = 0;
  readonly #delay = new LoopDelay();
  readonly #pending = new Set<CallRecord>();
  readonly #make: MakeCall;
  readonly #random: () => number;
  readonly #working: Promise<void>[] = [];
  #ended = false;
  #looking: NodeJS.Timeout | undefined;

  constructor(make: MakeCall, random: () => number) {
    this.#make = make;
    this.#random = random;
  }

  get inFlight(): number {
    return this.#pending.size;
  }

  start(inFlight: number): void {
    this.#delay.start();
    this.#looking = setInterval(() => this.#findOverdue(), LOOK_MS);
    for (let worker = 0; worker < inFlight; worker += 1) this.#working.push(this.#work());
  }

  /** Waits for all that is in flight, at most until nothing of it may be pending any more. */
  async end(): Promise<void> {
    this.#ended = true;
    await Promise.race([Promise.all(this.#working), sleep(LONGEST_MS + 2_000)]);
    this.#findOverdue();
    clearInterval(this.#looking);
    this.#delay.stop();
  }

  async #work(): Promise<void> {
    while (!this.#ended) {
      const payment = this.#random() < COMMAND_SHARE ? `payment ${this.calls.length}` : undefined;
      const waitMs = Math.floor(this.#random() * LONGEST_WAIT_MS);
      const timeoutMs = Math.floor(SHORTEST_MS + this.#random() * (LONGEST_MS - SHORTEST_MS));
      const call: CallRecord = { payment, deadline: Date.now() + timeoutMs, settledAt: undefined, outcome: undefined };
      this.calls.push(call);
      this.#pending.add(call);
      call.outcome = await this.#make(payment, waitMs, timeoutMs).then(() => 'value', outcomeOf);
      this.#settled(call);
      if (call.outcome !== 'value') await sleep(this.#random() * PAUSE_MS);
    }
  }

  #settled(call: CallRecord): void {
    call.settledAt = Date.now();
    // Found pending before, it is a fault already.
    if (!this.#pending.delete(call)) return;
    const held = this.#delay.between(call.deadline, call.settledAt);
    this.longestOverMs = Math.max(this.longestOverMs, call.settledAt - call.deadline - held);
    const fault = settledFault(call, held);
    if (fault !== undefined) this.faults.push(fault);
  }

  #findOverdue(): void {
    const now = Date.now();
    for (const call of this.#pending) {
      const over = now - call.deadline - this.#delay.between(call.deadline, now);
      if (over <= GRACE_MS) continue;
      this.#pending.delete(call);
      this.longestOverMs = Math.max(this.longestOverMs, over);
      this.pending.push(`${call.payment ?? 'a query'} is pending ${Math.round(over)} ms after its deadline`);
    }
  }
}

function outcomeOf(error: unknown): string {
  if (error instanceof CallFailure) return error.kind;
  return String(error);
}
