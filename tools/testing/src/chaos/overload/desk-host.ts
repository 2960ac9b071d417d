import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose } from '@carveout/runtime';
import pino from 'pino';
import { topology } from './busy.ts';
import { deskModule, deskPersistence } from './desk.ts';
import { ownTime } from './own-time.ts';

/** The process whose sagas are asked for; asked, it says what time it has had. */
const { DATABASE_URL: databaseUrl, RABBITMQ_URL: url, SHEDDING } = process.env;
const log = pino({ level: 'fatal' }, pino.destination(2));
const { calls, events } = createRabbitmq({ url: url!, host: `desk-${process.pid}`, log });
const deployment = compose({
  deployable: 'desk',
  topology,
  modules: [deskModule],
  callLinks: { rabbitmq: calls },
  eventLink: events,
  store: () =>
    createPostgresStore({ module: 'desk', persistence: deskPersistence, url: databaseUrl!, log, production: false }),
  log,
  env: {},
  shedding: SHEDDING !== 'off',
});
await deployment.start();
process.on('message', () => process.send!(ownTime()));
process.on('disconnect', () => process.exit());
// As those that have a door: it can be asked from now on.
process.send!(0);
