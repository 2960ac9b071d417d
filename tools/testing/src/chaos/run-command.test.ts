import { beforeEach, expect, it, vi } from 'vitest';
import { exitCodeOf } from './run-command.ts';
import type { Command } from './run-command.ts';

let said: string;
let told: string;

beforeEach(() => {
  [said, told] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((said += String(text))));
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((told += String(text))));
  return () => vi.restoreAllMocks();
});

const command = (run: Command<string>['run']): Command<string> => ({
  usage: 'how to',
  parse: ([first]) => {
    if (first === undefined) throw new Error('nothing is given');
    return first;
  },
  run,
});

it('ends as the run does, and leaves the last word to it', async () => {
  expect(
    await exitCodeOf(
      command(() => Promise.resolve(true)),
      ['x'],
    ),
  ).toBe(0);
  expect(
    await exitCodeOf(
      command(() => Promise.resolve(false)),
      ['x'],
    ),
  ).toBe(1);
  expect([said, told]).toEqual(['', '']);
});

it('says in one line that a run broke off, and tells the rest', async () => {
  const breaks = command(() => Promise.reject(new Error('no server\nsince there is none')));
  expect(await exitCodeOf(breaks, ['x'])).toBe(1);
  expect(said).toBe('VIOLATED: the run broke off: no server\n');
  expect(told).toContain('since there is none');
});

it('takes a wrong argument for no violation, and help for no run', async () => {
  const never = command(() => Promise.reject(new Error('not to be run')));
  expect(await exitCodeOf(never, [])).toBe(1);
  expect([said, told]).toEqual(['', 'nothing is given\n\nhow to\n']);
  expect(await exitCodeOf(never, ['help'])).toBe(0);
  expect(said).toBe('how to\n');
});
