/** How many requests in which time. */
export interface Rate {
  readonly requests: number;
  readonly seconds: number;
}

/** What counting one request told. */
export interface Counted {
  readonly allowed: boolean;
  /** Requests that are left in this window. */
  readonly remaining: number;
  /** Milliseconds until the window ends. */
  readonly resetMs: number;
}

/** Counts requests under one line of the policy. */
export interface RateLimiter {
  /** Counts one request of a client. Never rejects. */
  count(client: string): Promise<Counted>;
}

/** Makes the limiter of a line. */
export type LimiterOf = (line: string, rate: Rate) => RateLimiter;
