import { command, defineContract } from '@carveout/contract';
import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import { openDoor } from '../door/testing/open-door.ts';
import { bindSite } from './bind-site.ts';

const nothing = z.object({});
const stock = defineContract('stock', { take: command({ input: nothing, output: nothing, idempotent: true }) });

it('gives one request one count of its calls, however often it asks for them: none passes for a repeat of another', async () => {
  const keys: (string | undefined)[] = [];
  const stockModule = defineModule(stock);
  const pages = defineModule(defineContract('storefront', {}), { calls: { stock } });
  const modules = [
    stockModule.assemble({
      handlers: {
        take: stockModule.handle('take', (_input, { envelope }) => {
          keys.push(envelope.key);
          return {};
        }),
      },
    }),
    pages.assemble({
      handlers: {},
      site: {
        routes: (router, tools) =>
          router.get('/thrice', async (context) => {
            await tools.calls(context).stock.take({});
            await tools.calls(context).stock.take({});
            await tools.calls(context, { key: 'another' }).stock.take({});
            context.body = 'done';
          }),
      },
    }),
  ];
  const log = pino({ level: 'silent' });
  const deployment = compose({ deployable: 'all', topology: oneProcess(modules), modules, log, env: {} });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  const door = await openDoor(() => ({}), { site: bindSite(deployment) });
  for (let time = 0; time < 2; time++)
    expect((await door.send('GET', '/thrice', undefined, { 'idempotency-key': 'mine' })).status).toBe(200);
  expect(new Set(keys.slice(0, 3)).size).toBe(3);
  // The client's repeat is one.
  expect(keys.slice(3)).toEqual(keys.slice(0, 3));
});
