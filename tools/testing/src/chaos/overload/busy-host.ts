import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRabbitmq } from '@carveout/adapters/rabbitmq';
import { compose } from '@carveout/runtime';
import { createDoor, serverLimits } from '@carveout/runtime/door';
import pino from 'pino';
import { busyModule, topology } from './busy.ts';
import { busy } from './busy-contract.ts';
import { ownTime } from './own-time.ts';

/** The process that is overloaded: it answers calls over RabbitMQ and requests at a door, and says where; asked, its own time. */
const { RABBITMQ_URL: url, SHEDDING } = process.env;
const log = pino({ level: 'fatal' }, pino.destination(2));
const { calls, events } = createRabbitmq({ url: url!, host: `busy-${process.pid}`, log });
const deployment = compose({
  deployable: 'busy',
  topology,
  modules: [busyModule],
  contracts: [busy],
  callLinks: { rabbitmq: calls },
  eventLink: events,
  log,
  env: {},
  shedding: SHEDDING !== 'off',
});
await deployment.start();
const app = createDoor({
  contracts: [busy],
  call: deployment.call,
  log,
  ready: () => deployment.ready(),
  live: () => true,
  intake: deployment.intake,
});
const server = createServer(serverLimits, app.callback());
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', () => process.send!(ownTime()));
process.on('disconnect', () => process.exit());
