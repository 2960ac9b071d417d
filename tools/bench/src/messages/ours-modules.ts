import '../harness/kit-process.ts';
import { randomUUID } from 'node:crypto';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { command, defineContract, event } from '@carveout/contract';
import { compose, defineModule, definePersistence } from '@carveout/runtime';
import type { AssembledModule, ComposeOptions, Deployment, EventLink, Store } from '@carveout/runtime';
import { defineEntity } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { z } from 'zod';
import type { OrderPlaced } from './message.ts';

const Placed = z.object({
  orderId: z.string().max(40),
  customer: z.string().regex(/^c-[0-9a-f]{16}$/),
  email: z.email(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  total: z.object({ units: z.int(), nanos: z.int() }),
  trackingId: z.string().max(64),
  items: z.int().min(0),
});

export const orders = defineContract('orders', {
  place: command({ input: Placed, output: z.object({ orderId: z.string() }) }),
  placed: event({ version: 1, payload: Placed, key: ({ customer }) => customer }),
});
const desk = defineContract('desk', {});
const reader = defineContract('reader', {});

/** The business data of a transaction: one row. */
export const OrderEntity = defineEntity({
  name: 'Order',
  tableName: 'orders',
  properties: (p) => ({
    id: p.uuid().primary(),
    customer: p.text(),
    details: p.json<OrderPlaced>(),
  }),
});

export const persistence = definePersistence<EntityManager>({
  entities: [OrderEntity],
  migrations: [
    {
      name: '001-orders',
      up: ['create table orders (id uuid primary key, customer text not null, details jsonb not null)'],
    },
  ],
});

/** Writes one order, as every business transaction of these figures does. */
export function writeOrder(em: EntityManager, order: OrderPlaced): void {
  em.create(OrderEntity, { id: randomUUID(), customer: order.customer, details: order }, { persist: true });
}

/** @param committed is told of each order as soon as its transaction is through. */
export function ordersModule(committed: (orderId: string) => void): AssembledModule {
  const module = defineModule(orders, { persistence });
  const place = module.handle('place', async (order, { transaction }) => {
    const outcome = await transaction(({ em, publish }) => {
      writeOrder(em, order);
      publish.placed(order);
      return { orderId: order.orderId };
    });
    committed(order.orderId);
    return outcome;
  });
  return module.assemble({ handlers: { place } });
}

/** Has orders placed. */
export const deskModule = defineModule(desk, { calls: { orders } }).assemble({ handlers: {} });
export type DeskCalls = { readonly orders: { readonly place: (order: OrderPlaced) => Promise<unknown> } };

/** @param heard is told of each order that arrives. */
export function readerModule(heard: (orderId: string) => void): AssembledModule {
  const module = defineModule(reader, { hears: { orders } });
  const onPlaced = module.on('orders', 'placed', 'on-placed', ({ orderId }) => heard(orderId));
  return module.assemble({ handlers: {}, listeners: [onPlaced] });
}

export const log = pino({ level: 'warn' }, process.stderr);

export function ordersStore(databaseUrl: string): Store<EntityManager> {
  return createPostgresStore({ module: 'orders', persistence, url: databaseUrl, log, production: false });
}

const topology: ComposeOptions['topology'] = {
  file: '(bench)',
  deployables: [
    { name: 'writer', modules: ['desk', 'orders'], replicas: 1, line: 1 },
    { name: 'reader', modules: ['reader'], replicas: 1, line: 2 },
  ],
  links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
  discovery: 'static',
  config: {},
  ports: {},
};

export interface Hosting {
  readonly deployable: 'writer' | 'reader';
  readonly modules: readonly AssembledModule[];
  readonly brokerUrl: string;
  readonly databaseUrl: string;
  /** Put around the adapter's link, to see what goes through. */
  readonly around?: (link: EventLink) => EventLink;
}

/** Hosts modules in this process as a deployable would, and starts them. */
export async function host(hosting: Hosting): Promise<Deployment> {
  const { deployable, modules, brokerUrl, databaseUrl, around = (link) => link } = hosting;
  const { calls, events } = createRabbitmq({ url: brokerUrl, host: `${deployable}-${randomUUID()}`, log });
  const deployment = compose({
    deployable,
    topology,
    modules,
    callLinks: { rabbitmq: calls },
    eventLink: around(events),
    store: () => ordersStore(databaseUrl),
    log,
    registry: new Registry(),
  });
  await deployment.start();
  return deployment;
}
