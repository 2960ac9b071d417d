import { randomUUID } from 'node:crypto';
import type { EventMessage } from '@carveout/runtime';

/** What every contestant's messages carry: about 190 bytes of JSON. */
export interface OrderPlaced {
  readonly orderId: string;
  readonly customer: string;
  readonly email: string;
  readonly currency: string;
  readonly total: { readonly units: number; readonly nanos: number };
  readonly trackingId: string;
  readonly items: number;
}

let made = 0;

export function nextOrder(): OrderPlaced {
  made += 1;
  return {
    orderId: `order-${made}`,
    customer: 'c-8f14e45fceea167a',
    email: 'visitor-4711@example.com',
    currency: 'EUR',
    total: { units: 119, nanos: 990_000_000 },
    trackingId: 'PP-4711-0815-2342',
    items: 3,
  };
}

/** So many keys are at work at once: as many customers. */
const KEYS = 200;

/** The same as the event that the kit would carry. */
export function nextEvent(module: string): EventMessage {
  const payload = nextOrder();
  const id = randomUUID();
  return {
    id,
    module,
    event: 'placed',
    version: 1,
    key: `k-${made % KEYS}`,
    payload,
    at: Date.now(),
    envelope: { id, correlation: randomUUID(), caller: module },
  };
}

/** How every contestant declares its queue: durable, replicated where there are replicas. */
export const quorumQueue = { durable: true, arguments: { 'x-queue-type': 'quorum' } } as const;
