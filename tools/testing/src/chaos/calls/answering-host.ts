import { createPostgresStore } from '@carveout/adapters/postgres';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose } from '@carveout/runtime';
import pino from 'pino';
import { tillModule, tillPersistence, topology } from './till.ts';

/** A process that answers for the till: says `loaded`, and after `go` that it is `ready`. It is made to be killed. */
const { DATABASE_URL: url, RABBITMQ_URL: brokerUrl, INSTANCE: instance } = process.env;
const log = pino({ level: 'fatal' }, pino.destination(2));

process.on('disconnect', () => process.exit());
process.once('message', () => {
  const { calls, events } = createRabbitmq({ url: brokerUrl!, host: instance!, log });
  const deployment = compose({
    deployable: 'till',
    topology,
    modules: [tillModule],
    callLinks: { rabbitmq: calls },
    eventLink: events,
    store: () =>
      createPostgresStore({ module: 'till', persistence: tillPersistence, url: url!, log, production: false }),
    log,
    env: {},
    instance: instance!,
  });
  void deployment.start().then(() => process.send!('ready'));
});
process.send!('loaded');
