import { createHash } from 'node:crypto';
import type { Message } from 'amqplib';
import type { EventMessage, LinkDeadLetter, UnreadableContent } from '@carveout/runtime';
import { listenerQueues } from '../names.ts';
import { decodeEvent } from './event-codec.ts';

/** What the broker or this adapter has written beside a dead letter. */
export const REASON_HEADER = 'x-carveout-reason';
export const LISTENER_HEADER = 'x-carveout-listener';

/** Of what came here by nobody's account: a program other than the kit's has put it here. */
const UNKNOWN_LISTENER = 'unknown';

/** Reads a message from the dead letters of `module`, by whoever set it aside. Never throws. */
export function brokerLetter(module: string, { content, properties }: Message): LinkDeadLetter {
  const headers = (properties.headers ?? {}) as Readonly<Record<string, unknown>>;
  const death = (Array.isArray(headers['x-death']) ? headers['x-death'] : []).at(0) as
    { readonly queue?: unknown; readonly reason?: unknown } | undefined;
  const why = typeof death?.reason === 'string' ? death.reason.replaceAll('_', ' ') : 'it does not say why';
  const queue = typeof death?.queue === 'string' ? death.queue : undefined;
  const listener = typeof headers[LISTENER_HEADER] === 'string' ? headers[LISTENER_HEADER] : '';
  const read = readContent(content);
  const { messageId } = properties as { readonly messageId?: unknown };
  return {
    message: 'id' in read ? read.id : nameOf(content, messageId),
    listener: listener.startsWith(`${module}.`) ? listener.slice(module.length + 1) : listenerOf(module, queue),
    reason: typeof headers[REASON_HEADER] === 'string' ? headers[REASON_HEADER] : `set aside by the broker: ${why}`,
    queue,
    content: read,
  };
}

function listenerOf(module: string, queue: string | undefined): string {
  const prefix = listenerQueues(module);
  const [, listener] = (queue?.startsWith(prefix) && /^(.+)\.\d+$/.exec(queue.slice(prefix.length))) || [];
  return listener ?? UNKNOWN_LISTENER;
}

function readContent(body: Buffer): EventMessage | UnreadableContent {
  try {
    return decodeEvent(body);
  } catch {
    const text = body.toString();
    // A database's text holds no U+0000.
    const isText = !text.includes('\0') && Buffer.from(text).equals(body);
    return isText ? { encoding: 'utf8', body: text } : { encoding: 'base64', body: body.toString('base64') };
  }
}

/** A program that does not write as the kit does may use one id for many messages: the id alone names none. */
function nameOf(body: Buffer, messageId: unknown): string {
  const hash = `sha256-${createHash('sha256').update(body).digest('hex')}`;
  return typeof messageId === 'string' && messageId !== '' ? `${messageId}-${hash}` : hash;
}
