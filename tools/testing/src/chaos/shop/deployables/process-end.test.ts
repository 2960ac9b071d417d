import { expect, it } from 'vitest';
import { endFault } from './process-end.ts';
import type { ProcessEnd } from './process-end.ts';

const end = (more: Partial<ProcessEnd>): ProcessEnd => ({ code: null, signal: null, sent: [], output: '', ...more });

it.each<[string, Partial<ProcessEnd>]>([
  ['a kill', { signal: 'SIGKILL', sent: ['SIGKILL'] }],
  ['a kill of one that is told to stop', { signal: 'SIGKILL', sent: ['SIGTERM', 'SIGKILL'] }],
  ['SIGTERM before anything listens for it', { signal: 'SIGTERM', sent: ['SIGTERM'] }],
  ['a stop', { code: 0, sent: ['SIGSTOP', 'SIGCONT', 'SIGTERM'] }],
  ['a stop that is asked for twice', { code: 1, sent: ['SIGTERM', 'SIGTERM'] }],
  ['a start that fails with a code', { code: 1, output: '{"level":30,"msg":"x"}\nCARV-501: no database\n' }],
])('takes %s for sound', (_what, more) => {
  expect(endFault(end(more))).toBeUndefined();
});

const fatal = '{"level":60,"msg":"uncaught error; the process ends"}';
it.each<[string, Partial<ProcessEnd>, RegExp]>([
  ['an uncaught error', { code: 1, output: `{"level":30}\n${fatal}\n` }, /^ended with an uncaught error: \{"level":60/],
  [
    'one that two stops hide',
    { code: 1, sent: ['SIGTERM', 'SIGTERM'], output: fatal },
    /^ended with an uncaught error/,
  ],
  ['an end with 1', { code: 1, output: '{"level":30,"msg":"CARV-501: x"}' }, /^ended with 1, and nobody told it to$/],
  ['an end with 0', { code: 0 }, /^ended with 0, and nobody told it to$/],
  ['a stop that fails', { code: 1, sent: ['SIGTERM'] }, /^ended with 1, told to stop$/],
  ['an end with 1 of one that was frozen', { code: 1, sent: ['SIGSTOP', 'SIGCONT'] }, /^ended with 1, and nobody/],
  ['a heap that is full', { signal: 'SIGABRT' }, /^was ended by SIGABRT, which nobody sent$/],
])('finds %s', (_what, more, fault) => {
  expect(endFault(end(more))).toMatch(fault);
});
