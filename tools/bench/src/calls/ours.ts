import { defineContract, query } from '@carveout/contract';
import type { ComposeOptions } from '@carveout/runtime';
import { defineModule } from '@carveout/runtime';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { Answer, Ask } from './payload.ts';
import type { Answering } from './roles.ts';

export const quotes = defineContract('quotes', { quote: query({ input: Ask, output: Answer }) });
const desk = defineContract('desk', {});

/** The module that is asked. */
export function quotesModule(answer: Answering) {
  const module = defineModule(quotes);
  return module.assemble({ handlers: { quote: module.handle('quote', (ask) => answer(ask as Ask)) } });
}

/** The module that asks. */
export const deskModule = defineModule(desk, { calls: { quotes } }).assemble({ handlers: {} });

export type DeskCalls = { readonly quotes: { readonly quote: (ask: Ask) => Promise<Answer> } };

/** As in earnest: warnings are logged, every call is measured. */
export function inEarnest(): Pick<ComposeOptions, 'log' | 'registry'> {
  return { log: pino({ level: 'warn' }, process.stderr), registry: new Registry() };
}
