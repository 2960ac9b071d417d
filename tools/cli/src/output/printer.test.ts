import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasColor } from './color.ts';
import { prettyLine } from './pretty-line.ts';
import { printerFor } from './printer.ts';

const ready =
  '{"level":30,"time":"2026-01-02T03:04:05.678Z","deployable":"shop","instance":"x","event":"ready","msg":"ready"}';
let printed: string;

beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  vi.stubEnv('NO_COLOR', '1');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

it('puts the name of each process before every row of its lines', () => {
  const printer = printerFor({ name: 'up', topology: undefined, json: false });
  printer.expect(['shop', 'recommendations']);
  printer.say('starting');
  printer.line('shop', ready);
  printer.line('recommendations', 'no JSON');
  printer.line(
    'shop',
    '{"level":50,"time":1,"msg":"bad","err":{"type":"Error","message":"no","stack":"Error: no\\n    at x"}}',
  );
  const rows = printed.trimEnd().split('\n');
  expect(rows[0]).toBe('carveout        | starting');
  expect(rows[1]).toMatch(/^shop {12}\| \[\d\d:\d\d:05\.678\] INFO: ready$/);
  expect(rows[2]).toBe('recommendations | no JSON');
  expect(rows.slice(3).every((row) => row.startsWith('shop            | '))).toBe(true);
  expect(rows.slice(3).join('\n')).toContain('at x');
});

it('passes lines on untouched with --json, its own as JSON too', () => {
  const printer = printerFor({ name: 'up', topology: undefined, json: true });
  printer.line('shop', ready);
  printer.say('starting');
  const [first, second] = printed.trimEnd().split('\n');
  expect(first).toBe(ready);
  expect(JSON.parse(second!)).toMatchObject({ deployable: 'carveout', msg: 'starting' });
});

it('keeps what looks like JSON and is none', () => {
  expect(prettyLine('{ half', false)).toBe('{ half');
});

describe('color', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
  ])('%j on a terminal: %s', (environment, isTTY, expected) => {
    expect(hasColor({ isTTY }, environment)).toBe(expected);
  });
});
