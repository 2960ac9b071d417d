import type { Principal } from './access.ts';

/** What travels with every message. JSON-safe; every adapter carries every field. */
export interface Envelope {
  /** Unique id of this message (call or event). */
  readonly id: string;
  /** Id of the outside request that everything below it shares. */
  readonly correlation: string;
  /** Id of the message that caused this one; absent for the first. */
  readonly causation?: string | undefined;
  /** Who sends: a module's name, or `door` for a request from outside. */
  readonly caller: string;
  /** Epoch milliseconds by which the call settles. Clocks of hosts are assumed to agree within tens of milliseconds. */
  readonly deadline: number;
  /** Idempotency key of a command, unique per caller and operation. Absent on queries and events. */
  readonly key?: string | undefined;
  readonly principal?: Principal | undefined;
  /** W3C Trace Context `traceparent`, present when tracing is on. */
  readonly trace?: string | undefined;
  /** How often this call, or the work that makes it, has been tried before. Absent for what is done the first time. */
  readonly attempt?: number | undefined;
  /** True when an earlier try of this very call may have run. Absent otherwise. */
  readonly repeated?: true | undefined;
}

/** The caller name of requests that come from outside, through the door. No module may bear it. */
export const DOOR = 'door';
