import type { InputIssue } from '../../ports/index.ts';

/** An error as the door tells it: RFC 9457 problem details. */
export interface Problem {
  /**
   * `urn:carveout:error:CARV-302` for errors of the kit, `urn:carveout:error:orders.place:OUT_OF_STOCK` for declared
   * ones, `about:blank` where the HTTP status says it all.
   */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** `CARV-nnn`, or the code of the declared error. */
  readonly code?: string | undefined;
  /** What happened and what to do. Never anything from inside. */
  readonly detail: string;
  /** Every fault of a refused input. */
  readonly issues?: readonly InputIssue[] | undefined;
  /** What goes with a declared error. */
  readonly data?: unknown;
  /** The id under which the log knows the request. */
  readonly requestId: string;
}

/**
 * Header of an answer to what a process has no route for: `CARV-323`. Nothing ran, and others may have one. It tells this
 * 404 from those of what is served, whatever their bodies are.
 */
export const REFUSED = 'Carveout-Refused';

export const PROBLEM_TYPE = 'application/problem+json';

export const problemUri = (...parts: readonly string[]): string => ['urn:carveout:error', ...parts].join(':');
