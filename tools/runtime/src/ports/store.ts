import type { Envelope } from '@carveout/contract';
import type { DeadLetter, DeadLetterStore } from './dead-letters.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { EventMessage } from './events.ts';

/** How a command ended, as saved: a value or a declared error. A fault is never saved. */
export type SavedResult =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'declared'; readonly code: string; readonly data: unknown };

/** Names one command of one caller; unique within the module. */
export interface OutcomeKey {
  readonly caller: string;
  readonly operation: string;
  readonly key: string;
}

export interface SavedOutcome extends OutcomeKey {
  /** SHA-256 of the canonical JSON of the input as it was sent, hex. The same key with another hash is refused. */
  readonly inputHash: string;
  readonly result: SavedResult;
}

/** One listener's mark that it has handled one message. */
export interface InboxMark {
  readonly message: string;
  readonly listener: string;
}

/** How a saga ended that neither made a value nor declared an error: all that it did was undone. */
export interface SagaFault {
  readonly kind: 'fault';
  readonly message: string;
  /** True when it gave up because something it needs was out of reach for too long, and nothing is broken. */
  readonly away?: boolean;
}

export type SagaStatus = 'running' | 'compensating' | 'ended';

/** One saga, as persisted. All times are the database's clock. */
export interface SagaRecord extends OutcomeKey {
  readonly id: string;
  readonly inputHash: string;
  readonly status: SagaStatus;
  /** How many steps are done, or left to undo: with the status, it names the place where the saga stands. */
  readonly step: number;
  /** The saga's own JSON state. */
  readonly state: unknown;
  /** The declared error or fault that turned it back, while compensating and after. */
  readonly cause?: SavedResult | SagaFault | undefined;
  /** Set once ended. One that ended with a fault no longer holds its key: a repeat begins anew. */
  readonly result?: SavedResult | SagaFault | undefined;
  /** Tries of the current step so far. */
  readonly attempts: number;
  readonly envelope: Envelope;
  /** Epoch ms at which it began. */
  readonly startedAt: number;
  /** Fencing token: grows with every claim. A write with an older one is refused. */
  readonly fence: number;
}

/** A place of a saga. It never comes to the same one again. */
export type SagaPlace = Pick<SagaRecord, 'status' | 'step'>;

/**
 * What changes when a saga moves on. `fence` must be the claim's, and the saga still be where it moves on from: a write
 * that was given up may have been made all the same.
 */
export interface SagaAdvance {
  readonly id: string;
  readonly fence: number;
  readonly from: SagaPlace;
  readonly status: SagaStatus;
  readonly step: number;
  readonly state: unknown;
  readonly attempts: number;
  readonly cause?: SagaRecord['cause'];
  readonly result?: SagaRecord['result'];
  /** Do not try again before this many ms from now; 0 at once. The lease is kept unless `release`. */
  readonly retryInMs?: number | undefined;
  /** Give up the lease with this write, so that any host may claim it (once `retryInMs` has passed). */
  readonly release?: boolean | undefined;
}

/**
 * What a transaction saves besides the business data, gathered while it runs and written with it, in one statement
 * before the commit. Either all of it is saved or none.
 */
export interface Effects {
  readonly outbox: EventMessage[];
  outcome?: SavedOutcome | undefined;
  /** `suspect`: what was counted of its tries, and its dead letter if it has one, go with it. */
  inbox?: (InboxMark & { readonly suspect?: boolean }) | undefined;
  /** Set aside, whatever it was before. */
  deadLetter?: DeadLetter | undefined;
  /** A saga that begins, claimed by `host` for `leaseMs` with fence 1; or one that moves on. */
  sagaStart?:
    (Omit<SagaRecord, 'fence' | 'startedAt'> & { readonly host: string; readonly leaseMs: number }) | undefined;
  sagaAdvance?: SagaAdvance | undefined;
  /** A schedule's due time that this transaction settles. */
  scheduleDone?: { readonly schedule: string; readonly dueAt: number } | undefined;
}

/** Why a transaction was refused at its end. Nothing of it was saved. */
export type ConflictKind =
  /** `outcome` or `sagaStart`: another transaction has saved this caller, operation and key. */
  | 'outcome'
  /** `inbox`: the listener has already handled the message. */
  | 'inbox'
  /** `sagaAdvance`: the fence is no longer ours (another host claimed the saga), or it is not at `from`, or has ended. */
  | 'fence'
  /** `scheduleDone`: already settled. */
  | 'schedule';

/** Thrown by `transaction` for the conflicts above, and by nothing else. */
export class StoreConflict extends Error {
  readonly kind: ConflictKind;
  constructor(kind: ConflictKind) {
    super(`store conflict: ${kind}`);
    this.name = 'StoreConflict';
    this.kind = kind;
  }
}

/** How much a store holds, for metrics: cheap to ask every few seconds, however large the tables are. */
export interface StoreSizes {
  /** Dead letters in any state but `sent`, and the age in ms of the one set aside first (0 when none). */
  readonly deadLetters: { readonly rows: number; readonly oldestMs: number };
  /** Estimates, from what the database last counted. */
  readonly inboxRows: number;
  readonly outcomeRows: number;
}

export interface WriteRoom {
  /** How many at once. */
  readonly size: number;
  /** How many more just now; not above 0 while any waits. */
  readonly free: number;
}

/**
 * The store port: one module's own data, and the tables that make its messages safe beside it. `Em` is what handlers
 * get to work with (for PostgreSQL: MikroORM's EntityManager).
 *
 * What an adapter promises: `transaction` is atomic, isolated at least at read committed, and durable when it
 * resolves; `work` runs exactly once per call (the adapter does not retry it). Errors of the database are rejected as
 * `CarveoutError` CARV-5xx, with the original as `cause`; errors thrown by `work` roll back and pass through as
 * they are. Errors that mean that the database cannot be reached bear `availability`, those of `reader()` and of `em`
 * too: `away` when nothing was saved, `unknown` when the answer to a commit was lost. All methods are safe to call
 * concurrently.
 *
 * A transaction with an event of more than `MOST_EVENT_BYTES` is refused with CARV-421, and nothing of it is saved.
 */
export interface Store<Em = unknown> {
  readonly module: string;
  /** Its room for uses that may write; what finds none waits. Undefined: as many as come. */
  readonly writeRoom?: WriteRoom | undefined;
  /** Connects and brings the schema up to date where that is allowed (see `migrate`). */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Undefined while reachable and migrated; otherwise one line that says what is wrong. Cheap: last known state. */
  health(): string | undefined;

  /** A fresh unit of work for reading. Writing through it is refused by the database. */
  reader(): Em;
  /** Runs `work` in one transaction and saves `effects` with it. Rejects with StoreConflict when an effect collides. */
  transaction<T>(work: (em: Em, effects: Effects) => Promise<T>): Promise<T>;

  findOutcome(key: OutcomeKey): Promise<Pick<SavedOutcome, 'inputHash' | 'result'> | undefined>;
  /** Whether `mark` was saved by an earlier transaction. */
  isHandled(mark: InboxMark): Promise<boolean>;

  readonly outbox: OutboxStore;
  readonly sagas: SagaStore;
  readonly schedules: ScheduleStore;

  readonly deliveries: DeliveryStore;
  readonly deadLetters: DeadLetterStore;

  sizes(): Promise<StoreSizes>;
  /**
   * Deletes outcomes, inbox marks, ended sagas, settled due times and counted tries older than `olderThanMs` (default 7
   * days). Dead letters stay.
   */
  purge(olderThanMs?: number): Promise<void>;
}

/** What one look into the outbox found. */
export interface OutboxLook {
  readonly messages: readonly EventMessage[];
  /** Size of each, as it was saved. */
  readonly bytes: readonly number[];
  /** A limit ended the look: there may be more. */
  readonly more: boolean;
}

export interface OutboxStore {
  /**
   * Tries to become (or stay) the one relay of this module for `leaseMs`, by the database's clock. One host at a time.
   * False when another host holds it.
   */
  acquire(host: string, leaseMs: number): Promise<boolean>;
  release(host: string): Promise<void>;
  /**
   * Oldest unsent messages in commit order per key, at most `limit`, without those whose ids are in `held` and those
   * whose keys are in `leftOut`: however many rows a key has that cannot go now, they hide no others. Together they have
   * at most `OUTBOX_LOOK_BYTES`.
   */
  next(limit: number, held: ReadonlySet<string>, leftOut: ReadonlySet<string>): Promise<OutboxLook>;
  /** Marks messages as published (deletes or stamps them). */
  sent(ids: readonly string[]): Promise<void>;
  /** Called on commits that saved outbox rows: in this process at once; from other processes where the adapter can. */
  onCommit(wake: () => void): void;
  /** Rows not yet sent, and the age in ms of the oldest (0 when none). For metrics. */
  lag(): Promise<{ readonly rows: number; readonly oldestMs: number }>;
}

/** What a host holds of a saga that it drives. */
export type SagaClaim = Pick<SagaRecord, 'id' | 'fence'>;

export interface SagaStore {
  /** The saga that holds the key: the one begun under it, unless that has ended with a fault. */
  find(key: OutcomeKey): Promise<SagaRecord | undefined>;
  get(id: string): Promise<SagaRecord | undefined>;
  /** Claims up to `limit` sagas that have not ended, are due, and whose lease has run out. Each gets a new fence. */
  claimDue(host: string, limit: number, leaseMs: number): Promise<SagaRecord[]>;
  /**
   * Prolongs leases, all in one go; answers the ids of those that it prolonged. Not those whose fence is no longer current,
   * nor those that are being moved on just now.
   */
  renew(held: readonly SagaClaim[], leaseMs: number): Promise<readonly string[]>;
  /**
   * Moves on outside a business transaction. Also when it is there already, so that the write may be repeated. False when
   * the fence is no longer current, or it is elsewhere, or has ended.
   */
  advance(advance: SagaAdvance): Promise<boolean>;
}

export interface ScheduleStore {
  /**
   * Claims one due time for `leaseMs`: true for one host only, until it is settled (`scheduleDone`, or `done`) or the
   * lease runs out. The same host may claim again. False when settled, or claimed by another.
   */
  claim(schedule: string, dueAt: number, host: string, leaseMs: number): Promise<boolean>;
  done(schedule: string, dueAt: number): Promise<void>;
  /** The latest due time that was settled; undefined when none was yet. */
  lastDone(schedule: string): Promise<number | undefined>;
}

/**
 * Size of one event as UTF-8 JSON, envelope included, in bytes. No event is saved that a link could not carry: it would
 * stay in the outbox for ever, and hold back those after it. Links take at least so much. The same without a broker.
 */
export const MOST_EVENT_BYTES = 1024 * 1024;

/** What one look into the outbox reads at most, in bytes: it is in memory at once, and parsed in one go. */
export const OUTBOX_LOOK_BYTES = 8 * MOST_EVENT_BYTES;

/** What a module declares about its data. The type argument is what handlers get as `em`. */
export interface Persistence<Em = unknown> {
  /** Entities of the module's own schema. */
  readonly entities: readonly unknown[];
  /** Migration classes in order; each runs once, as the owner role, under an advisory lock. */
  readonly migrations: readonly MigrationSource[];
  /** Never set: carries the type. */
  readonly '~em'?: Em;
}

/** A named migration. `up` and `down` return SQL statements; names inside are resolved in the module's own schema. */
export interface MigrationSource {
  readonly name: string;
  readonly up: readonly string[];
  readonly down?: readonly string[];
}

/**
 * Declares a module's entities and migrations.
 *
 * @example export const persistence = definePersistence<EntityManager>({ entities: [OrderEntity], migrations: [m001] });
 */
export function definePersistence<Em>(persistence: Omit<Persistence<Em>, '~em'>): Persistence<Em> {
  return persistence;
}
