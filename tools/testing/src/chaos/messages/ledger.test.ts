import { expect, it } from 'vitest';
import { Ledger } from './ledger.ts';

it('finds what was confirmed and not delivered, and nothing else', () => {
  const ledger = new Ledger(5);
  for (const message of [0, 1, 2]) ledger.confirm(message);
  expect(ledger.missing).toBe(3);
  for (const message of [0, 2, 2, 2, 3]) ledger.deliver(message);
  expect(ledger.missing).toBe(1);
  expect(ledger.confirmed).toBe(3);
  expect(ledger.delivered).toBe(5);
  expect(ledger.compare()).toEqual({ lost: 1, firstLost: [1], duplicates: 2 });
});

it('counts all that are lost, and names ten', () => {
  const ledger = new Ledger(1_000);
  for (let message = 0; message < 1_000; message += 1) ledger.confirm(message);
  for (let message = 0; message < 1_000; message += 2) ledger.deliver(message);
  expect(ledger.compare()).toMatchObject({ lost: 500, firstLost: [1, 3, 5, 7, 9, 11, 13, 15, 17, 19] });
});

it('misses nothing that was delivered before it was confirmed', () => {
  const ledger = new Ledger(2);
  ledger.deliver(0);
  for (const message of [0, 1]) ledger.confirm(message);
  expect(ledger.missing).toBe(1);
  ledger.deliver(1);
  expect(ledger.missing).toBe(0);
});

it('counts what it never sent', () => {
  const ledger = new Ledger(1);
  ledger.deliver(1);
  ledger.deliver(Number.NaN);
  expect(ledger.foreign).toBe(2);
});

it('does not take one confirmation for two', () => {
  const ledger = new Ledger(1);
  ledger.confirm(0);
  expect(() => ledger.confirm(0)).toThrow('twice');
});
