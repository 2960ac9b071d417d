import { EndRate } from '../load/end-rate.ts';
import { Pace } from '../load/pace.ts';

/**
 * What goes on at once whatever happens, so that it is noticed when all is well again: where steps are lost as many as
 * come in during a neighbour's short absence, after which they still end in time; where all are late, few.
 */
const LEAST_WITH_LOSSES = 32;
const LEAST_WHEN_LATE = 8;
/** So many, and at least this part of those that went well, mean too much: one that had bad luck means nothing. */
const ENOUGH = 4;
const ENOUGH_SHARE = 1 / 4;
const DOWN = 0.7;
/** The part of its caller's time that a saga is to take where there are more than can be done. */
const SHARE_OF_TIME = 0.5;
/** Up to which part of the limit that was too much it goes up quickly. */
const QUICKLY_TO = 0.8;
/** By what part of itself it goes up while as many end as may run. */
const QUICKLY = 0.25;
const SLOWLY = 0.02;
/** A limit of which less is used says nothing about more. */
const IN_USE = 0.8;
const LEAST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 2_000;
/** After so long without harm and without a refusal there is no limit. */
const CALM_MS = 10_000;
/** For how long it is not tried again whether fewer would be less late. */
const LEAST_EXCUSE_MS = 60_000;
const MOST_EXCUSE_MS = 960_000;

/** One saga that was let in. */
export interface Admitted {
  /** One of its steps did not get through, or nobody knows whether it did. Counts once. */
  lost(): void;
  /** It has come to its end. */
  leave(): void;
  /** It was not begun after all, or is given away. */
  forgo(): void;
}

/**
 * Decides how many sagas of one operation this process has under way at once. A saga occupies no thread and keeps no event
 * loop busy, so that nothing else stops a process from beginning more than its neighbours can do; and once begun it is driven
 * to its end, whether or not its caller still waits.
 *
 * There is no limit until sagas come to harm. Where their steps do not get through, fewer are let in, as TCP sends less
 * when packets are lost (additive increase, multiplicative decrease: Chiu and Jain, 1989). Where they end too late for their
 * callers, as many are let in as end within half of that time at the present rate (Little's law); if fewer are as late, it
 * was not their number, and there is no limit for that.
 */
export class SagaIntake {
  readonly #sheds: boolean;
  readonly #now: () => number;
  readonly #pace = new Pace();
  readonly #rate = new EndRate();
  #running = 0;
  #limit = Infinity;
  /** The limit that was too much, of late. */
  #tooMuch = Infinity;
  /** Where the limit was put because sagas were late. */
  #forLate = 0;
  /** Until then, being late is put down to something else than their number. */
  #excusedUntil = -Infinity;
  #excuseMs = LEAST_EXCUSE_MS;
  #wentWell = 0;
  #lost = 0;
  #late = 0;
  #cutAt = -Infinity;
  #harmedAt = -Infinity;
  #refusedAt = -Infinity;

  /** @param sheds false: lets all in. @param now a clock in ms that never goes back. */
  constructor(sheds: boolean, now: () => number = () => performance.now()) {
    this.#sheds = sheds;
    this.#now = now;
  }

  /** Infinity where there is none. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** For how long, in ms, who was refused leaves this process alone. */
  get afterMs(): number {
    return Math.round(this.#pauseMs);
  }

  /** Undefined when there are enough; else tell its end, once. @param left ms until its caller's deadline. */
  enter(left: number): Admitted | undefined {
    const now = this.#now();
    if (now - Math.max(this.#harmedAt, this.#refusedAt) > CALM_MS) this.#lift();
    if (this.#sheds && this.#running >= this.#limit) {
      this.#refusedAt = now;
      return undefined;
    }
    this.#running += 1;
    let isLost = false;
    return {
      lost: () => {
        if (!isLost) this.#wasLost();
        isLost = true;
      },
      leave: () => this.#left(now, left, isLost),
      forgo: () => void (this.#running -= 1),
    };
  }

  #wasLost(): void {
    const now = this.#now();
    this.#harmedAt = now;
    this.#lost += 1;
    if (!this.#isEnough(this.#lost) || now - this.#cutAt < this.#pauseMs) return;
    // From what really ran: a limit far above it would bound nothing for a while.
    const ran = Math.min(this.#limit, this.#running);
    this.#tooMuch = Math.max(ran, Number.isFinite(this.#tooMuch) ? this.#tooMuch * DOWN : 0);
    this.#forLate = 0;
    this.#cut(now, Math.min(this.#limit, Math.max(LEAST_WITH_LOSSES, ran * DOWN)));
  }

  #left(enteredAt: number, left: number, isLost: boolean): void {
    const now = this.#now();
    const took = now - enteredAt;
    const wasInUse = this.#running >= this.#limit * IN_USE;
    this.#running -= 1;
    this.#pace.took(took);
    this.#rate.ended(now);
    if (took > left) return this.#wasLate(now, enteredAt, left);
    if (isLost) return;
    this.#wentWell += 1;
    if (wasInUse) this.#limit += this.#growth();
    if (this.#wentWell >= Math.max(ENOUGH / ENOUGH_SHARE, this.#running)) this.#forget();
  }

  #wasLate(now: number, enteredAt: number, left: number): void {
    // Those that were let in before the last cut say nothing about what it did.
    if (now < this.#excusedUntil || enteredAt < this.#cutAt) return;
    this.#harmedAt = now;
    this.#late += 1;
    if (!this.#isEnough(this.#late)) return;
    if (this.#limit * SHARE_OF_TIME <= this.#forLate) return this.#excuse(now);
    const inTime = (this.#rate.perSecond(now) * left * SHARE_OF_TIME) / 1_000;
    // A few slow ones among many quick ones are late by themselves.
    if (inTime >= this.#running) return this.#forget();
    if (this.#forLate > 0) this.#excuseMs = LEAST_EXCUSE_MS;
    this.#forLate = Math.max(LEAST_WHEN_LATE, inTime);
    this.#tooMuch = this.#forLate / SHARE_OF_TIME;
    this.#cut(now, this.#forLate);
  }

  /** Fewer were as late. As that was tried at the cost of those that were refused, it is tried again ever more rarely. */
  #excuse(now: number): void {
    this.#excusedUntil = now + this.#excuseMs;
    this.#excuseMs = Math.min(MOST_EXCUSE_MS, this.#excuseMs * 2);
    this.#lift();
  }

  #cut(now: number, limit: number): void {
    this.#cutAt = now;
    this.#limit = limit;
    this.#forget();
  }

  #lift(): void {
    this.#limit = this.#tooMuch = Infinity;
    this.#forLate = 0;
    this.#forget();
  }

  /** By how much one that ended well raises the limit. */
  #growth(): number {
    if (this.#limit < this.#tooMuch * QUICKLY_TO) return QUICKLY + 1 / this.#limit;
    return Math.max(SLOWLY, 1 / this.#limit);
  }

  #isEnough(count: number): boolean {
    return count >= ENOUGH && count >= this.#wentWell * ENOUGH_SHARE;
  }

  /** A loss is told of at once, but that fewer run is felt only when some have ended. */
  get #pauseMs(): number {
    return Math.min(MOST_PAUSE_MS, Math.max(LEAST_PAUSE_MS, this.#pace.ms / 2));
  }

  #forget(): void {
    this.#lost = this.#late = this.#wentWell = 0;
  }
}
