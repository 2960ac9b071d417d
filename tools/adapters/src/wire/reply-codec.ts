import type { CallReply, FailureKind, InputIssue } from '@carveout/runtime';
import { fault, outcomeUnknown } from '@carveout/runtime';

const VALUE = 0;
const DECLARED = 1;
/** The number of a failure on the wire is its index plus 2. */
const FAILURES: readonly FailureKind[] = ['invalid', 'denied', 'not-sent', 'outcome-unknown', 'fault'];
const FIRST_FAILURE = 2;

/** One answer as a JSON array, an element of a message or a line of a body: number of the call, kind, content. */
type WireReply =
  | [number: number, kind: typeof VALUE, value?: unknown]
  | [number: number, kind: typeof DECLARED, code: string, data?: unknown]
  | [number: number, kind: number, code: string, message: string, issues?: readonly InputIssue[] | null, hints?: Hints];

/** What a failure says about another try; absent where it says nothing. */
interface Hints {
  readonly final?: true | undefined;
  readonly after?: number | undefined;
}

/** @throws TypeError when the answer is not JSON. */
export function encodeReply(number: number, reply: CallReply): string {
  if (reply.kind === 'value') {
    if (reply.value === undefined) return `[${number},0]`;
    return `[${number},0,${JSON.stringify(reply.value)}]`;
  }
  if (reply.kind === 'declared') {
    const wire: WireReply = [number, DECLARED, reply.code];
    if (reply.data !== undefined) wire.push(reply.data);
    return JSON.stringify(wire);
  }
  const wire: WireReply = [number, FIRST_FAILURE + FAILURES.indexOf(reply.kind), reply.code, reply.message];
  const { issues, final, after } = reply;
  if (final !== undefined || after !== undefined) wire.push(issues ?? null, { final, after });
  else if (issues !== undefined) wire.push(issues);
  return JSON.stringify(wire);
}

/** Hands an answer, as it comes out of `JSON.parse`, to `take`. False for what is none. */
export function decodeReply(element: unknown, take: (number: number, reply: CallReply) => void): boolean {
  if (!Array.isArray(element) || typeof element[0] !== 'number') return false;
  take(element[0], replyOf(element as WireReply));
  return true;
}

function replyOf(wire: WireReply): CallReply {
  const kind = wire[1];
  if (kind === VALUE) return { kind: 'value', value: wire[2] };
  if (kind === DECLARED) return { kind: 'declared', code: String(wire[2]), data: wire[3] };
  const failure = FAILURES[kind - FIRST_FAILURE];
  if (failure === undefined) {
    // A later version of the host may know kinds that we do not: it answered, and that is all we know.
    return { kind: 'outcome-unknown', code: outcomeUnknown.code, message: `an answer of unknown kind ${String(kind)}` };
  }
  const [, , code, message, issues, hints] = wire as [number, number, string, string, InputIssue[]?, Hints?];
  return {
    kind: failure,
    code: String(code ?? fault.code),
    message: String(message ?? ''),
    ...(Array.isArray(issues) ? { issues } : {}),
    ...(hints?.final === true ? { final: true } : {}),
    ...(typeof hints?.after === 'number' ? { after: hints.after } : {}),
  };
}
