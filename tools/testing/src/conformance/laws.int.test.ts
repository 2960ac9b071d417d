import { randomBytes } from 'node:crypto';
import { createVhost } from '../backing/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { lawsConformance } from './laws.ts';
import { inProcessWorlds, rabbitmqWorlds } from './worlds.ts';

const database = testDatabase();
const vhost = testVhost();
const backing = {
  databaseUrl: () => database.url,
  vhostUrl: () =>
    createVhost({ url: vhost.url, managementUrl: vhost.managementUrl }, `world_${randomBytes(6).toString('hex')}`),
};

lawsConformance('in-process', inProcessWorlds(backing));
lawsConformance('rabbitmq', rabbitmqWorlds(backing));
