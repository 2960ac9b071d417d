import type { CallReply, PendingReply } from '@carveout/runtime';
import type { Member } from '@carveout/runtime/discovery';

/** One call from `send` until it is answered or forgotten. */
export interface OutgoingCall {
  /** Its line. */
  readonly text: string;
  readonly bytes: number;
  readonly deadline: number;
  /** Emptied when nobody waits for it any more. */
  pending: PendingReply | undefined;
}

/** Where calls have been that were not taken. */
export interface Visited {
  readonly tried: ReadonlySet<Member>;
  /** How many of these had too much to do. */
  readonly full: number;
}

/** Calls that were offered to an instance which surely did not take them. */
export interface ReturnedCalls extends Visited {
  readonly calls: readonly OutgoingCall[];
  /** What their callers learn if there is nowhere else to go. */
  readonly why: CallReply;
}

/** A called module, and what waits for it. */
export class CallTarget {
  readonly module: string;
  waiting: OutgoingCall[] = [];
  returned: ReturnedCalls[] = [];
  /** It is looked at when the turn ends. */
  dirty = false;
  /** `waiting` waits for a connection, and is not looked at before one is free. */
  starved = false;
  /** The same of `returned`, which may go to fewer instances. */
  stuck = false;
  /** The number of the last exchange that it got; 0 before its first. */
  servedLast = 0;

  constructor(module: string) {
    this.module = module;
  }

  get empty(): boolean {
    return this.waiting.length === 0 && this.returned.length === 0;
  }

  /** A connection may be free. Answers whether anything waited for that. */
  wake(): boolean {
    const waited = this.starved || this.stuck;
    this.starved = false;
    this.stuck = false;
    return waited;
  }
}
