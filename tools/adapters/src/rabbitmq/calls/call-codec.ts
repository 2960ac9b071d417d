import type { Envelope, Principal } from '@carveout/contract';
import type { CallRequest } from '@carveout/runtime';

/** `type` property of a message of calls; its number is the version of the format that the README describes. */
export const CALLS_TYPE = 'carveout.calls.1';

/** One call as an element of the message's JSON array. */
type WireCall = [
  operation: string,
  id: string,
  correlation: string,
  caller: string,
  deadline: number,
  causation: string | null,
  key: string | null,
  principal: Principal | null,
  trace: string | null,
  input?: unknown,
];

// A field added to the envelope does not compile until it is carried.
type Carried = 'id' | 'correlation' | 'caller' | 'deadline' | 'causation' | 'key' | 'principal' | 'trace';
type Forgotten = Exclude<keyof Envelope, Carried>;
const nothingForgotten: Forgotten extends never ? true : Forgotten = true;
void nothingForgotten;

/** @throws TypeError when `input` is not JSON: a cycle, a bigint. */
export function encodeCall({ operation, envelope, input }: CallRequest): string {
  const { id, correlation, caller, deadline, causation, key, principal, trace } = envelope;
  const call: WireCall = [
    operation,
    id,
    correlation,
    caller,
    deadline,
    causation ?? null,
    key ?? null,
    principal ?? null,
    trace ?? null,
  ];
  if (input !== undefined) call.push(input);
  return JSON.stringify(call);
}

/** A call out of a message, or undefined where the element is not one. */
export type DecodedCall = Omit<CallRequest, 'module'> | undefined;

/** @throws SyntaxError or TypeError when the body is no JSON array. */
export function decodeCalls(body: Buffer): DecodedCall[] {
  const calls: unknown = JSON.parse(body.toString());
  if (!Array.isArray(calls)) throw new TypeError('the body is not an array');
  return calls.map(decodeCall);
}

function decodeCall(element: unknown): DecodedCall {
  if (!Array.isArray(element)) return undefined;
  const [operation, id, correlation, caller, deadline, causation, key, principal, trace, input] = element as WireCall;
  const plain =
    typeof operation === 'string' &&
    typeof id === 'string' &&
    typeof correlation === 'string' &&
    typeof caller === 'string' &&
    typeof deadline === 'number';
  if (!plain) return undefined;
  const envelope: { -readonly [K in keyof Envelope]: Envelope[K] } = { id, correlation, caller, deadline };
  if (typeof causation === 'string') envelope.causation = causation;
  if (typeof key === 'string') envelope.key = key;
  if (typeof principal === 'object' && principal !== null) envelope.principal = principal;
  if (typeof trace === 'string') envelope.trace = trace;
  return { operation, envelope, input };
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
