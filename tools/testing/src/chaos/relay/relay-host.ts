import { writeSync } from 'node:fs';
import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose } from '@carveout/runtime';
import type { Store } from '@carveout/runtime';
import pino from 'pino';
import { LoopDelay } from '../../measure/loop-delay.ts';
import { monotonicMs } from '../../measure/monotonic.ts';
import type { HostLine } from './host-lines.ts';
import { ledger, ledgerPersistence, topology } from './ledger.ts';

/** A process that relays the ledger's outbox, and says on its output when it has the lease and what it publishes. */
const { DATABASE_URL: databaseUrl, RABBITMQ_URL: brokerUrl, INSTANCE: instance, LEASE_MS, UNFENCED } = process.env;

const log = pino({ level: 'error' }, pino.destination(2));

// Written at once: a process that is frozen must not keep what it did to itself.
const tell = (line: HostLine): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const open = (): Store =>
  createPostgresStore({ module: 'ledger', persistence: ledgerPersistence, url: databaseUrl!, log, production: false });

const delay = new LoopDelay(monotonicMs);
delay.start();

/** In the control another store asks for the lease: this one has no fence then, and its relay is told that it has it. */
async function telling(store: Store): Promise<Store> {
  const { outbox } = store;
  const asking = UNFENCED === '1' ? open() : store;
  if (asking !== store) await asking.start();
  let toldAt = monotonicMs();
  const acquire: typeof outbox.acquire = async (host, leaseMs) => {
    const askedAt = monotonicMs();
    const held = await asking.outbox.acquire(host, leaseMs);
    const answeredAt = monotonicMs();
    tell({ line: 'lease', held, askedAt, answeredAt, heldUp: delay.spans(toldAt, answeredAt) });
    toldAt = answeredAt;
    return held || UNFENCED === '1';
  };
  return Object.assign(Object.create(store) as Store, {
    outbox: Object.assign(Object.create(outbox) as Store['outbox'], { acquire }),
  });
}

const { events } = createRabbitmq({ url: brokerUrl!, host: instance!, log });
const publish = events.publish.bind(events);
events.publish = (message) => {
  tell({ line: 'published', id: message.id, at: monotonicMs() });
  return publish(message);
};

const store = await telling(open());
const deployment = compose({
  deployable: 'ledger',
  topology,
  modules: [ledger],
  callLinks: { rabbitmq: createRabbitmq({ url: brokerUrl!, host: `${instance!}-calls`, log }).calls },
  eventLink: events,
  store: () => store,
  log,
  env: {},
  instance: instance!,
  leaseMs: { relay: Number(LEASE_MS) },
});
process.once('SIGTERM', () => void deployment.stop(5_000).then(() => process.exit(0)));
await deployment.start();
tell({ line: 'ready' });
