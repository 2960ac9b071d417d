import type { CallReply, FailureKind, InputIssue } from '@carveout/runtime';
import { fault, outcomeUnknown } from '@carveout/runtime';

export const REPLIES_TYPE = 'carveout.replies.1';

const VALUE = 0;
const DECLARED = 1;
/** The number of a failure on the wire is its index plus 2. */
const FAILURES: readonly FailureKind[] = ['invalid', 'denied', 'not-sent', 'outcome-unknown', 'fault'];
const FIRST_FAILURE = 2;

/** One answer as an element of the message's JSON array: number of the call, kind, content. */
type WireReply =
  | [number: number, kind: typeof VALUE, value?: unknown]
  | [number: number, kind: typeof DECLARED, code: string, data?: unknown]
  | [number: number, kind: number, code: string, message: string, issues?: readonly InputIssue[]];

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
  if (reply.issues !== undefined) wire.push(reply.issues);
  return JSON.stringify(wire);
}

/** Calls `take` for each answer in a message. @throws SyntaxError or TypeError when the body is no JSON array. */
export function decodeReplies(body: Buffer, take: (number: number, reply: CallReply) => void): void {
  const replies: unknown = JSON.parse(body.toString());
  if (!Array.isArray(replies)) throw new TypeError('the body is not an array');
  for (const element of replies as unknown[]) {
    if (Array.isArray(element) && typeof element[0] === 'number') take(element[0], decodeReply(element as WireReply));
  }
}

function decodeReply(wire: WireReply): CallReply {
  const kind = wire[1];
  if (kind === VALUE) return { kind: 'value', value: wire[2] };
  if (kind === DECLARED) return { kind: 'declared', code: String(wire[2]), data: wire[3] };
  const failure = FAILURES[kind - FIRST_FAILURE];
  if (failure === undefined) {
    // A later version of the host may know kinds that we do not: it answered, and that is all we know.
    return { kind: 'outcome-unknown', code: outcomeUnknown.code, message: `an answer of unknown kind ${String(kind)}` };
  }
  const [, , code, message, issues] = wire as [number, number, string, string, InputIssue[] | undefined];
  const reply = { kind: failure, code: String(code ?? fault.code), message: String(message ?? '') };
  return Array.isArray(issues) ? { ...reply, issues } : reply;
}
