import { defineContract, query, command } from '@carveout/contract';
import pino from 'pino';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { NotSent, OutcomeUnknown } from '../errors/index.ts';
import { handlerFailure } from './handler-failure.ts';

const nothing = { input: z.object({}), output: z.object({}) };
const { operations } = defineContract('stock', { left: query(nothing), take: command(nothing) });
const log = pino({ level: 'silent' });
const planted = { code: 'CARV-300', title: 'planted' } as const;

// A listener that waits for an outage to end must be able to tell one from a message that nobody can answer.
it.each([
  ['left', new NotSent(planted, 'bank.balance', 'planted'), 'not-sent'],
  ['left', new OutcomeUnknown(planted, 'bank.balance', 'planted'), 'outcome-unknown'],
  ['take', new NotSent(planted, 'bank.balance', 'planted'), 'outcome-unknown'],
  ['take', new OutcomeUnknown(planted, 'bank.balance', 'planted'), 'outcome-unknown'],
] as const)('of %s, whose own call ended as %s, is %s, and not tried again from above', (name, error, kind) => {
  expect(handlerFailure(operations[name], error, log)).toMatchObject({ kind, final: true });
});
