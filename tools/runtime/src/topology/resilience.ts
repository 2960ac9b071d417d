/** How often a call is tried. Times in ms. */
export interface RetryPolicy {
  /** Tries of one call, the first included; 1 makes no second. @default 3 */
  readonly attempts: number;
  /** The longest pause before the second try; doubled before each further one, up to 2 s; the pause is random from 0 to it. @default 50 */
  readonly backoff: number;
  /** What one try may take at most, so that time is left for another. @default what is left until the call's deadline */
  readonly perTry?: number | undefined;
}

/** When calls to an operation are no longer sent. Times in ms. */
export interface BreakerPolicy {
  /** Failures in a row that open it. @default 10 */
  readonly failures: number;
  /** How long it stays open before one call is let through to probe. @default 1000 */
  readonly resetAfter: number;
}

/** How many calls to an operation this process has under way. */
export interface BulkheadPolicy {
  /** Calls at the same time. @default 64 */
  readonly concurrent: number;
  /** Calls that wait for a place; more are refused. @default 64 */
  readonly queue: number;
}

/** What one line of the topology's `resilience` says: about all operations, those of a module, or one. */
export interface PolicyLine {
  readonly retry?: Partial<RetryPolicy> | false | undefined;
  readonly breaker?: Partial<BreakerPolicy> | false | undefined;
  readonly bulkhead?: Partial<BulkheadPolicy> | false | undefined;
  /** Milliseconds a call may take at most, in place of what its contract says. */
  readonly timeout?: number | undefined;
  /** False: the fallbacks that callers declare are not used. */
  readonly fallback?: boolean | undefined;
}

/** The lines by `defaults`, `<module>` or `<module>.<operation>`. */
export type Resilience = Readonly<Record<string, PolicyLine>>;

/** The key of the line that counts for every operation. */
export const DEFAULTS = 'defaults';

/** One value of a line: a whole number, a time, or a switch, and the range it must be in. */
export type Setting =
  | { readonly kind: 'count'; readonly least: number; readonly most: number }
  | { readonly kind: 'time'; readonly least: number; readonly most: number }
  | { readonly kind: 'switch' };

const HOUR = 3_600_000;
const count = (least: number, most: number): Setting => ({ kind: 'count', least, most });
const time = (least: number, most: number): Setting => ({ kind: 'time', least, most });

/** Policies that are maps, with the keys of each. `false` in place of the map turns one off. */
export const POLICIES: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  retry: { attempts: count(1, 10), backoff: time(1, 60_000), perTry: time(1, HOUR) },
  breaker: { failures: count(1, 10_000), resetAfter: time(10, HOUR) },
  bulkhead: { concurrent: count(1, 100_000), queue: count(0, 100_000) },
};

/** Keys of a line that hold one value. */
export const SETTINGS: Readonly<Record<string, Setting>> = { timeout: time(1, HOUR), fallback: { kind: 'switch' } };

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A time in ms: a number of them, or a number with `ms`, `s` or `m`. Undefined when it is none. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, number, unit] = (typeof value === 'string' && /^(\d+(?:\.\d+)?) ?(ms|s|m)$/.exec(value)) || [];
  return unit === undefined ? undefined : Number((Number(number) * UNITS[unit]!).toFixed(6));
}
