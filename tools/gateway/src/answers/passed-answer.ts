import type { Readable } from 'node:stream';

/** Names in lower case. */
export type AnswerHeaders = Record<string, string | string[]>;

/**
 * An instance's answer on its way out. It is kept apart from Koa's response until all policies have seen it, and may be
 * changed until then: what comes from inside never mixes with what the gateway says.
 */
export interface PassedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Whole where it is small, otherwise as it comes. */
  body: Buffer | Readable;
}
