import { expect, it } from 'vitest';
import { CarveoutError, Fault, NotSent, OutcomeUnknown } from '../errors/index.ts';
import { isOutage } from './outage.ts';

const planted = { code: 'CARV-300', title: 'planted' } as const;
const day = 86_400_000;

it('takes a database or a neighbour out of reach for an outage, however long it lasts', () => {
  expect(isOutage(new CarveoutError(planted, 'planted', { availability: 'away' }), day)).toBe(true);
  expect(isOutage(new NotSent(planted, 'bank.deposit', 'planted'), day)).toBe(true);
});

it('takes a call without an answer for an outage, for a time', () => {
  const unanswered = new OutcomeUnknown(planted, 'bank.deposit', 'planted');
  expect(isOutage(unanswered, 0)).toBe(true);
  expect(isOutage(unanswered, 590_000)).toBe(true);
  expect(isOutage(unanswered, 610_000)).toBe(false);
});

it('takes nothing else for one', () => {
  expect(isOutage(new Fault(planted, 'bank.deposit', 'planted'), 0)).toBe(false);
  expect(isOutage(new Error('planted'), 0)).toBe(false);
});
