import type { EventMessage } from './events.ts';
import type { InboxMark } from './store.ts';

/** Where a dead letter was made. */
export interface DeadLetterOrigin {
  /** The link that carried the message. */
  readonly link: string;
  /** The link's queue, where it is known. */
  readonly queue?: string | undefined;
  readonly deployable: string;
  /** The process instance. */
  readonly host: string;
}

/** One message that a listener of this module could not handle. */
export interface DeadLetter extends InboxMark {
  readonly reason: string;
  readonly origin: DeadLetterOrigin;
  /** Tries, as far as they were counted. */
  readonly attempts: number;
  /** Epoch ms of the first failure; undefined when it is now. */
  readonly firstAt?: number | undefined;
  /** What was to be handled: the event, or, where it cannot be read, what arrived. */
  readonly content: EventMessage | UnreadableContent;
}

/** The body of a message that is no event of the kit. */
export interface UnreadableContent {
  readonly encoding: 'utf8' | 'base64';
  readonly body: string;
}

/**
 * - `set-aside`: its inbox mark is saved; nothing happens to it until it is replayed.
 * - `held`: of a listener that says `hold`. It is not handled as long as it is held, and those behind it wait.
 * - `replaying`: to be given to its listener again.
 * - `sent`: the broker has it again, for this listener alone.
 */
export type DeadLetterState = 'set-aside' | 'held' | 'replaying' | 'sent';

/** A dead letter as it is kept. */
export interface KeptDeadLetter {
  /** `<module>.<listener>.<message>`: names it to operators. */
  readonly id: string;
  readonly message: string;
  readonly listener: string;
  readonly state: DeadLetterState;
  readonly reason: string;
  /** `orders.placed.v1`; undefined when it cannot be read. */
  readonly event: string | undefined;
  readonly key: string | undefined;
  readonly origin: DeadLetterOrigin;
  readonly attempts: number;
  /** How often it was replayed. */
  readonly replays: number;
  /** Epoch ms: when the event was recorded (undefined when it cannot be read), first failed, and was last set aside. */
  readonly recordedAt: number | undefined;
  readonly firstAt: number;
  readonly setAsideAt: number;
}

/** Which letters of the module are to be replayed. */
export interface ReplaySelection {
  /** One message; default all. As `KeptDeadLetter.message` has it. */
  readonly message?: string | undefined;
  /** Of one listener; default all. */
  readonly listener?: string | undefined;
}

/** What `replay` did with the letters that were selected. */
export interface ReplayAnswer {
  readonly replaying: number;
  /** Left alone: no listener can ever read them. */
  readonly unreadable: number;
}

/** A dead letter that is to be given to its listener. */
export interface ClaimedReplay {
  readonly listener: string;
  readonly event: EventMessage;
  /** Which replay of the letter it is, from 1. */
  readonly replays: number;
}

export interface DeadLetterStore {
  /** The latest first. */
  list(limit: number): Promise<KeptDeadLetter[]>;
  /**
   * Has letters handled again under their ids: in one transaction their inbox marks and counted tries go and their state
   * becomes `replaying`. One that is held is let go instead: who holds it goes on with it. A letter that is being replayed
   * is replayed once more, and its effect happens once all the same: one that was handled since, by whichever delivery, is
   * only forgotten.
   */
  replay(selection: ReplaySelection): Promise<ReplayAnswer>;
  /**
   * Takes letters that are to be replayed, in the order in which their events were recorded; no host gets them again for
   * `leaseMs`.
   */
  claimReplays(limit: number, leaseMs: number): Promise<ClaimedReplay[]>;
  /** The link has it, durably: it becomes `sent`, unless it has become something else since, or is to be replayed anew. */
  sent(replay: ClaimedReplay): Promise<void>;
  /** Keeps a letter as `held`, without an inbox mark. */
  hold(letter: DeadLetter): Promise<void>;
}
