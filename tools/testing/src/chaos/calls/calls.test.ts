import { describe, expect, it } from 'vitest';
import { parseCallsArguments } from './arguments.ts';
import { answerFaults, effectFaults, loadFaults, settledFault } from './call-record.ts';
import type { CallRecord } from './call-record.ts';

const call = (outcome: string, settledAt = 1_000, payment?: string): CallRecord => ({
  payment,
  deadline: 1_000,
  settledAt,
  outcome,
});

describe('the checks of chaos:calls', () => {
  it('find what settles too late, and forgive what held its own process up', () => {
    expect(settledFault(call('value', 1_100), 0)).toBeUndefined();
    expect(settledFault(call('not-sent', 1_101), 0)).toMatch(/101 ms after its deadline/);
    expect(settledFault(call('outcome-unknown', 1_300), 200)).toBeUndefined();
    expect(settledFault(call('outcome-unknown', 1_301), 200)).toBeDefined();
  });

  it('find what ends in another way', () => {
    for (const outcome of ['fault', 'invalid', 'denied', 'TypeError'])
      expect(settledFault(call(outcome), 0)).toContain(outcome);
  });

  it('find effects that are two, missing, or denied', () => {
    const calls = ['value', 'value', 'not-sent', 'not-sent', 'outcome-unknown', 'outcome-unknown'].map(
      (outcome, index) => call(outcome, 1_000, `p${index}`),
    );
    const effects = new Map([
      ['p0', 1],
      ['p3', 1],
      ['p4', 1],
      ['p5', 2],
    ]);
    expect(effectFaults(calls, effects)).toEqual([
      'p1 was answered, and not taken',
      'p3 was told not to be sent, and was taken',
      'p5 was taken 2 times',
    ]);
  });

  it('find that answers are lost', () => {
    const calls = (values: number): CallRecord[] =>
      Array.from({ length: 20 }, (_, at) => call(at < values ? 'value' : at < 10 ? 'outcome-unknown' : 'not-sent'));
    expect(answerFaults(calls(1))).toEqual([]);
    expect(answerFaults(calls(0))).toEqual(['0 of 10 calls sent were answered']);
    expect(answerFaults([call('not-sent')])).toEqual(['0 of 0 calls sent were answered']);
  });

  it('find that fewer calls were in flight than are wanted', () => {
    expect(loadFaults(400, 500)).toEqual([]);
    expect(loadFaults(399, 500)).toEqual(['399 calls were in flight at a kill, not 500']);
  });
});

it('arguments that make no sense are refused', () => {
  expect(parseCallsArguments([])).toMatchObject({ kills: 200, inFlight: 500, seed: 1, control: false });
  expect(() => parseCallsArguments(['--kills', '0'])).toThrow(/--kills/);
  expect(() => parseCallsArguments(['--in-flight', 'many'])).toThrow(/--in-flight/);
});
