import type { InboxMark } from './store.ts';

/**
 * What the database knows of the tries of one message that is suspect: it was delivered before without being handled, or
 * a try of it has failed. Most messages never are.
 */
export interface DeliveryRecord {
  /** Tries that were recorded; the first one usually was not. */
  readonly attempts: number;
  /** Tries that ended by failing, since the last release. */
  readonly failures: number;
  /** Tries in a row that began with nothing beside them, and whose end nobody saw: the process ended. */
  readonly crashes: number;
  /** The last try has begun, and nobody saw its end. */
  readonly begun: boolean;
  /** Why the last failure failed. */
  readonly reason: string | undefined;
  /** Epoch ms of the first record, by the database's clock. */
  readonly firstAt: number;
}

/** Counts the tries of suspect messages. The row goes with the inbox mark, in one transaction. */
export interface DeliveryStore {
  find(mark: InboxMark): Promise<DeliveryRecord | undefined>;
  /**
   * Records that a try begins; committed when it resolves, so that the end of the process cannot undo it.
   * @param crashes what the record's `crashes` is from now on, until the try has ended; 0 for one that does not run alone.
   */
  begin(mark: InboxMark, crashes: number): Promise<void>;
  /**
   * Records that the try has ended and the process has not. With a reason it was a failure that counts; without one it
   * was not (an outage, a stop).
   */
  ended(mark: InboxMark, reason?: string): Promise<void>;
  /**
   * Forgets what was counted: another delivery of the message was handled meanwhile. Its dead letter goes too, if that was
   * being replayed: what had the message handled need not have been the replay.
   */
  clear(mark: InboxMark): Promise<void>;
}
