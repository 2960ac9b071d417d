import { command, defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../compose/index.ts';
import type { Deployment } from '../compose/index.ts';
import { defineModule } from '../definition/index.ts';
import type { Client } from '../definition/index.ts';

/** A check that throws instead of saying no, as one that forgot a case does. */
const Fussy = z.object({ name: z.string() }).refine(({ name }) => {
  if (name === 'bang') throw new TypeError('cannot read properties of undefined');
  return true;
});
const ownerThatThrows = (): string => {
  throw new TypeError('cannot read properties of undefined');
};

const fussy = defineContract('fussy', {
  takes: query({ input: Fussy, output: z.object({}) }),
  gives: query({ input: z.object({ name: z.string() }), output: Fussy }),
  fails: query({ input: z.object({}), output: z.object({}), errors: { NO: Fussy } }),
  ownIn: command({
    input: z.object({}),
    output: z.object({}),
    idempotent: true,
    access: [{ byInput: ownerThatThrows }],
  }),
  ownOut: query({ input: z.object({}), output: z.object({}), access: [{ byOutput: ownerThatThrows }] }),
});

const module = defineModule(fussy);
const assembled = module.assemble({
  handlers: {
    takes: module.handle('takes', () => ({})),
    gives: module.handle('gives', async ({ name }) => ({ name })),
    fails: module.handle('fails', (_input, { fail }) => fail('NO', { name: 'bang' })),
    ownIn: module.handle('ownIn', () => ({})),
    ownOut: module.handle('ownOut', async () => ({})),
  },
});
const caller = defineModule(defineContract('caller', {}), { calls: { fussy } }).assemble({ handlers: {} });

let deployment: Deployment;
let calls: Client<typeof fussy>;
const unhandled: unknown[] = [];
const keep = (error: unknown): void => void unhandled.push(error);

beforeEach(async () => {
  const modules = [assembled, caller];
  deployment = compose({
    deployable: 'all',
    topology: oneProcess(modules),
    modules,
    log: pino({ level: 'silent' }),
    env: {},
  });
  await deployment.start();
  calls = (deployment.callsAs('caller') as { fussy: Client<typeof fussy> }).fussy;
  process.on('unhandledRejection', keep);
});

afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off('unhandledRejection', keep);
  expect(unhandled.splice(0)).toEqual([]);
  await deployment.stop(1_000);
});

const outside = (operation: keyof typeof fussy.operations): Promise<unknown> =>
  deployment.call(
    fussy.operations[operation],
    {},
    {
      principal: { id: 'ann', roles: [] },
      key: undefined,
      correlation: 'c',
      deadline: Date.now() + 60_000,
    },
  );

describe('a check of the contract that throws', () => {
  it('on the input ends as a fault', async () => {
    await expect(calls.takes({ name: 'bang' })).rejects.toMatchObject({ kind: 'fault' });
    await expect(calls.takes({ name: 'well' })).resolves.toEqual({});
  });

  it('on the output ends as a fault', async () => {
    await expect(calls.gives({ name: 'bang' })).rejects.toMatchObject({ kind: 'fault', code: 'CARV-311' });
    await expect(calls.gives({ name: 'well' })).resolves.toEqual({ name: 'well' });
  });

  it('on the data of an error ends as a fault', async () => {
    await expect(calls.fails({})).rejects.toMatchObject({ kind: 'fault' });
  });

  it('lets nobody in, where it says who may', async () => {
    await expect(outside('ownIn')).rejects.toMatchObject({ kind: 'denied' });
    await expect(outside('ownOut')).rejects.toMatchObject({ kind: 'denied' });
  });
});

describe('principals in one process', () => {
  it('cannot be changed by those that they are passed on to', async () => {
    const principal = { id: 'ann', roles: ['customer'] };
    const seen: unknown[] = [];
    const greedy = module.assemble({
      handlers: {
        ...assembled.handlers,
        takes: module.handle('takes', (_input, { envelope }) => {
          seen.push(envelope.principal);
          (envelope.principal!.roles as string[]).push('admin');
          return {};
        }),
      } as never,
    });
    const modules = [greedy, caller];
    const other = compose({
      deployable: 'all',
      topology: oneProcess(modules),
      modules,
      log: pino({ level: 'silent' }),
      env: {},
      production: true,
    });
    await other.start();
    const asAnn = (other.callsAs('caller', { principal }) as { fussy: Client<typeof fussy> }).fussy;
    await expect(asAnn.takes({ name: 'well' })).rejects.toMatchObject({ kind: 'fault' });
    expect(seen).toEqual([{ id: 'ann', roles: ['customer'] }]);
    expect(principal.roles).toEqual(['customer']);
    await other.stop(1_000);
  });
});
