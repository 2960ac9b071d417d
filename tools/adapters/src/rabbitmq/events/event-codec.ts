import type { EventMessage } from '@carveout/runtime';
import { NESTING_LEVELS, isTooDeep } from '../nesting.ts';

/** `type` property of an event; its number is the version of the format that the README describes. */
export const EVENT_TYPE = 'carveout.event.1';

/** True on a dead letter that is delivered again. */
export const REPLAY_HEADER = 'x-carveout-replay';

/** @throws TypeError when the payload is not JSON. */
export function encodeEvent(message: EventMessage): string {
  const { id, module, event, version, key, payload, at, envelope } = message;
  return JSON.stringify({ id, module, event, version, key, at, envelope, payload });
}

type EventEnvelope = EventMessage['envelope'];

/** The last time that a Date can hold, in epoch ms. */
const LATEST = 8.64e15;

/** @throws SyntaxError or TypeError that says what is wrong, without the content. */
export function decodeEvent(body: Buffer): EventMessage {
  const message: unknown = parse(body);
  if (typeof message !== 'object' || message === null) throw new TypeError('the body is not an object');
  const fields = message as Record<keyof EventMessage, unknown>;
  for (const name of ['id', 'module', 'event', 'key'] as const)
    if (typeof fields[name] !== 'string') throw new TypeError(`'${name}' is not a string`);
  if (!Number.isSafeInteger(fields.version)) throw new TypeError("'version' is not a whole number");
  if (typeof fields.at !== 'number' || !(fields.at >= 0 && fields.at <= LATEST))
    throw new TypeError("'at' is not a time in epoch ms");
  if (typeof fields.envelope !== 'object' || fields.envelope === null)
    throw new TypeError("'envelope' is not an object");
  if (isTooDeep(message, body.length)) throw new TypeError(`the body is nested deeper than ${NESTING_LEVELS} levels`);
  return { ...(message as EventMessage), envelope: readEnvelope(fields.envelope) };
}

/** What is optional is absent where it has another type: programs of other languages write null for what they do not have. */
function readEnvelope(fields: Partial<Record<keyof EventEnvelope, unknown>>): EventEnvelope {
  for (const name of ['id', 'correlation', 'caller'] as const)
    if (typeof fields[name] !== 'string') throw new TypeError(`'envelope.${name}' is not a string`);
  const { id, correlation, caller, causation, principal, trace, attempt, repeated } = fields as EventEnvelope;
  const envelope: { -readonly [K in keyof EventEnvelope]: EventEnvelope[K] } = { id, correlation, caller };
  if (typeof causation === 'string') envelope.causation = causation;
  if (typeof principal === 'object' && principal !== null) envelope.principal = principal;
  if (typeof trace === 'string') envelope.trace = trace;
  if (typeof attempt === 'number') envelope.attempt = attempt;
  if (repeated === true) envelope.repeated = true;
  return envelope;
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    // The parser's own message quotes the content, which may be secret.
    throw new SyntaxError('the body is not JSON');
  }
}
