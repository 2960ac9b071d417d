import { command, defineContract, query } from '@carveout/contract';
import pino from 'pino';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { compose, oneProcess } from '../../compose/index.ts';
import type { Occasion } from '../../compose/index.ts';
import { defineModule } from '../../definition/index.ts';
import type { Client, Fallbacks } from '../../definition/index.ts';
import type { CallReply } from '../../ports/index.ts';
import type { Resilience } from '../../topology/index.ts';
import { ScriptedLink } from './scripted-link.ts';
import type { Script } from './scripted-link.ts';

const input = z.object({ id: z.string() });
export const stock = defineContract('stock', {
  left: query({ input, output: z.object({ left: z.int() }), errors: { GONE: z.object({}) } }),
  take: command({ input, output: z.object({ left: z.int() }) }),
});
export type StockCalls = Client<typeof stock>;

export const value: CallReply = { kind: 'value', value: { left: 7 } };
export const notSent: CallReply = { kind: 'not-sent', code: 'CARV-361', message: 'nobody there' };
export const unknown: CallReply = { kind: 'outcome-unknown', code: 'CARV-363', message: 'lost' };
export const fault: CallReply = { kind: 'fault', code: 'CARV-306', message: 'broke' };

export interface Desk {
  readonly link: ScriptedLink;
  calls(occasion?: Occasion): StockCalls;
  metrics(): Promise<string>;
}

/** A module that calls `stock` over a scripted link. The pause before the second try is at most 5 ms, unless a test says otherwise. */
export async function desk(
  script: Script,
  resilience: Resilience = {},
  fallbacks: Fallbacks<{ stock: typeof stock }> = {},
): Promise<Desk> {
  const link = new ScriptedLink(script);
  const module = defineModule(defineContract('desk', {}), { calls: { stock }, fallbacks }).assemble({ handlers: {} });
  const alone = oneProcess([module], 'here');
  const { defaults = {}, ...others } = resilience;
  const registry = new Registry();
  const deployment = compose({
    deployable: 'here',
    topology: {
      ...alone,
      deployables: [...alone.deployables, { name: 'there', modules: ['stock'], replicas: 1, line: 2 }],
      links: { commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' },
      resilience: { defaults: { retry: { backoff: 5 }, ...defaults }, ...others },
    },
    modules: [module],
    callLinks: { rabbitmq: link },
    log: pino({ level: 'silent' }),
    registry,
    env: {},
  });
  await deployment.start();
  onTestFinished(() => deployment.stop(1_000));
  return {
    link,
    calls: (occasion) => (deployment.callsAs('desk', occasion) as { stock: StockCalls }).stock,
    metrics: () => registry.metrics(),
  };
}

export async function rejection(
  promise: Promise<unknown>,
): Promise<Error & { readonly kind?: string; readonly code?: string }> {
  return promise.then(
    () => Promise.reject(new Error('expected a rejection, but it resolved')),
    (error: Error) => error,
  );
}
