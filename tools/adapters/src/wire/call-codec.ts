import type { Envelope, Principal } from '@carveout/contract';
import type { CallRequest } from '@carveout/runtime';

/** One call as a JSON array: an element of a RabbitMQ message, or a line of an HTTP body. */
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
  /** Of a call that is tried again only, as is what follows. */
  attempt?: number,
  /** Sum of `REPEATED` and `NO_INPUT`. */
  marks?: number,
];

/** An earlier try may have run. */
const REPEATED = 1;
/** The input is absent, and not null: it keeps its place for what follows. */
const NO_INPUT = 2;

// A field added to the envelope does not compile until it is carried.
type Carried = 'id' | 'correlation' | 'caller' | 'deadline' | 'causation' | 'key' | 'principal' | 'trace' | Again;
type Again = 'attempt' | 'repeated';
type Forgotten = Exclude<keyof Envelope, Carried>;
const nothingForgotten: Forgotten extends never ? true : Forgotten = true;
void nothingForgotten;

/**
 * @param input as JSON text; undefined for none.
 */
export function encodeCall({ operation, envelope }: CallRequest, input: string | undefined): string {
  const { id, correlation, caller, deadline, causation, key, principal, trace, attempt, repeated } = envelope;
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
  const head = JSON.stringify(call).slice(0, -1);
  if (attempt === undefined) return input === undefined ? `${head}]` : `${head},${input}]`;
  const marks = (repeated === true ? REPEATED : 0) + (input === undefined ? NO_INPUT : 0);
  return `${head},${input ?? 'null'},${attempt},${marks}]`;
}

/** A call out of a message, or undefined where the element is not one. */
export type DecodedCall = Omit<CallRequest, 'module'> | undefined;

/** Reads one call, as it comes out of `JSON.parse`. */
export function decodeCall(element: unknown): DecodedCall {
  if (!Array.isArray(element)) return undefined;
  const [operation, id, correlation, caller, deadline, causation, key, principal, trace, input, attempt, marks] =
    element as WireCall;
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
  if (typeof attempt !== 'number' || typeof marks !== 'number') return { operation, envelope, input };
  envelope.attempt = attempt;
  if ((marks & REPEATED) !== 0) envelope.repeated = true;
  return { operation, envelope, input: (marks & NO_INPUT) === 0 ? input : undefined };
}
