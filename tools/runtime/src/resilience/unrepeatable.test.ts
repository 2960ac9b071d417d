import { command, defineContract } from '@carveout/contract';
import pino from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import type { Client } from '../definition/index.ts';
import { rejection } from './testing/desk.ts';

const nothing = z.object({});
const horn = defineContract('horn', {
  blow: command({ input: nothing, output: nothing }),
  mute: command({ input: nothing, output: nothing, idempotent: true }),
});

it('a command of a module that keeps no outcomes is run again only where it is declared idempotent', async () => {
  const ran: string[] = [];
  const unknown = (what: string): never => {
    ran.push(what);
    throw Object.assign(new Error('planted: no answer from outside'), { availability: 'unknown' });
  };
  const module = defineModule(horn);
  const modules = [
    module.assemble({
      handlers: {
        blow: module.handle('blow', () => unknown('blow')),
        mute: module.handle('mute', () => unknown('mute')),
      },
    }),
    defineModule(defineContract('player', {}), { calls: { horn } }).assemble({ handlers: {} }),
  ];
  const deployment = compose({
    deployable: 'all',
    topology: { ...oneProcess(modules), resilience: { defaults: { retry: { backoff: 5 } } } },
    modules,
    log: pino({ level: 'silent' }),
    env: {},
  });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  const calls = (deployment.callsAs('player') as { horn: Client<typeof horn> }).horn;
  expect(await rejection(calls.blow({}))).toMatchObject({ kind: 'outcome-unknown' });
  expect(ran).toEqual(['blow']);
  expect(await rejection(calls.mute({}))).toMatchObject({ kind: 'outcome-unknown' });
  expect(ran).toEqual(['blow', 'mute', 'mute', 'mute']);
});
