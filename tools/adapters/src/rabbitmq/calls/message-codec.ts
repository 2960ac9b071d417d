import type { CallReply } from '@carveout/runtime';
import { decodeCall } from '../../wire/call-codec.ts';
import type { DecodedCall } from '../../wire/call-codec.ts';
import { decodeReply } from '../../wire/reply-codec.ts';
import { isTooDeep } from '../nesting.ts';

/** `type` properties of messages of calls and answers; the number is the version of the format that the README describes. */
export const CALLS_TYPE = 'carveout.calls.1';
export const REPLIES_TYPE = 'carveout.replies.1';

/**
 * One call that is nested too deep counts as none, the others of its message do.
 *
 * @throws SyntaxError or TypeError when the body is no JSON array.
 */
export function decodeCalls(body: Buffer): DecodedCall[] {
  return elementsOf(body).map((call) => (isTooDeep(call, body.length) ? undefined : decodeCall(call)));
}

/** Calls `take` for each answer in a message. @throws SyntaxError or TypeError when the body is no JSON array. */
export function decodeReplies(body: Buffer, take: (number: number, reply: CallReply) => void): void {
  for (const element of elementsOf(body)) decodeReply(element, take);
}

function elementsOf(body: Buffer): unknown[] {
  const elements: unknown = JSON.parse(body.toString());
  if (!Array.isArray(elements)) throw new TypeError('the body is not an array');
  return elements;
}

/** The numbers of the calls in one message: `first` for the first, and so on. Carried as the correlation id. */
export interface Numbers {
  readonly first: number;
  readonly count: number;
}

export function encodeNumbers(first: number, count: number): string {
  return `${first}:${count}`;
}

/** Undefined for what this adapter did not write. */
export function decodeNumbers(correlationId: unknown): Numbers | undefined {
  const match = typeof correlationId === 'string' ? /^(\d{1,15}):(\d{1,4})$/.exec(correlationId) : null;
  const count = Number(match?.[2] ?? 0);
  return count < 1 ? undefined : { first: Number(match![1]), count };
}
