import { EventEmitter } from 'node:events';
import pino from 'pino';
import type { Logger } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { exitWith } from './exit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A log whose lines are out when the test says so. */
function logTo() {
  const stream = Object.assign(new EventEmitter(), { write: vi.fn() });
  const exit = vi.spyOn(process, 'exit').mockReturnValue(undefined as never);
  return { stream, exit, log: { [pino.symbols.streamSym]: stream } as unknown as Logger };
}

it('ends the process when its lines are out, and not before', () => {
  const { stream, exit, log } = logTo();
  exitWith(3, log);
  expect(stream.write).toHaveBeenCalledWith('');
  vi.advanceTimersByTime(499);
  expect(exit).not.toHaveBeenCalled();
  stream.emit('drain');
  expect(exit).toHaveBeenCalledWith(3);
});

it('ends it all the same where nobody takes them', () => {
  const { exit, log } = logTo();
  exitWith(0, log);
  vi.advanceTimersByTime(500);
  expect(exit).toHaveBeenCalledWith(0);
});
