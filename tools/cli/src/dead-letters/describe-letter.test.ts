import type { KeptDeadLetter } from '@carveout/runtime';
import { expect, it } from 'vitest';
import { describeLetter } from './describe-letter.ts';

const letter: KeptDeadLetter = {
  id: 'audit.on-deposited.m-1',
  message: 'm-1',
  listener: 'on-deposited',
  state: 'set-aside',
  reason: 'Error: out of paper',
  event: 'bank.deposited.v1',
  key: 'k',
  origin: { link: 'rabbitmq', deployable: 'books', host: 'books-1', queue: 'q.0' },
  attempts: 5,
  replays: 1,
  recordedAt: 0,
  firstAt: 1_000,
  setAsideAt: 61_000,
};

it('tells what it is, why and where it was made', () => {
  expect(describeLetter(letter)).toBe(
    [
      'audit.on-deposited.m-1',
      '  set-aside since 1970-01-01T00:01:01.000Z after 5 tries (first trouble 1970-01-01T00:00:01.000Z), replayed 1 time',
      '  event bank.deposited.v1, key k, recorded 1970-01-01T00:00:00.000Z',
      '  reason: Error: out of paper',
      '  from rabbitmq queue q.0, deployable books, host books-1',
    ].join('\n'),
  );
});

it('of what cannot be read says so, and lets nothing from outside write to the terminal', () => {
  const raw = {
    ...letter,
    event: undefined,
    key: undefined,
    recordedAt: undefined,
    attempts: 0,
    reason: 'a\u001b[2Jb\nc',
  };
  const text = describeLetter(raw);
  expect(text).toContain('  what arrived cannot be read\n  reason: a\u00b7[2Jb\u00b7c\n');
  expect(text).not.toContain('after');
});
