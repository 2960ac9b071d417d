import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { parseOverloadArguments } from './arguments.ts';
import { overload } from './measure.ts';
import { ownShare } from './own-time.ts';
import { overloadFaults, overloadVerdict, whyVoid } from './report.ts';
import type { Round } from './report.ts';
import { roundThatShows } from './rounds.ts';

const round = (by: 'calls' | 'door', goodput: number, most = 100, offered = 300): Round => ({
  by,
  peaks: [100, 100],
  offered,
  goodput,
  own: 1,
  outcomes: {},
  memory: { before: 100, most },
});

it('the median round of each way counts, and the memory of all', () => {
  expect(overloadFaults([round('calls', 10), round('calls', 80), round('calls', 90), round('door', 80)], 3)).toEqual(
    [],
  );
  expect(overloadFaults([round('calls', 79), round('door', 95)], 3)).toEqual([
    'calls: 79 done a second, of 100 at the peak',
  ]);
  expect(overloadFaults([round('door', 95, 301)], 3)).toEqual(['door: memory grew by 201 MiB']);
  expect(overloadFaults([round('door', 95, 100, 200)], 3)).toEqual([
    'door: only 200 a second could be offered: the run shows nothing',
  ]);
});

it('a round shows nothing when its peaks differ, or too little was offered', async () => {
  expect(whyVoid({ ...round('calls', 90), peaks: [100, 90] }, 3)).toBeUndefined();
  for (const peaks of [
    [100, 89],
    [89, 100],
  ] as const) {
    const unsteady = { ...round('calls', 90), peaks };
    expect(whyVoid(unsteady, 3)).toMatch(/^the peak was (100|89) a second before it, and (89|100) after it$/);
    expect(overloadFaults([unsteady], 3)).toEqual([
      expect.stringMatching(/^calls: the peak was .*: the run shows nothing$/),
    ]);
    expect(overloadVerdict([unsteady], 3, true)).toMatchObject({ holds: true });
  }
});

it('a round that shows nothing is measured again, ten times at most', async () => {
  const lines: string[] = [];
  const run = async (rounds: readonly Round[]) => {
    let measured = 0;
    const last = await roundThatShows(
      () => Promise.resolve(rounds[measured++] ?? rounds.at(-1)!),
      3,
      (line) => lines.push(line),
    );
    return { last, measured };
  };
  const [good, little] = [round('door', 95), round('door', 95, 100, 200)];
  expect(await run([little, little, good])).toEqual({ last: good, measured: 3 });
  expect(lines.filter((line) => /void, and measured again: only 200 a second/.test(line))).toHaveLength(2);
  expect(await run([little])).toEqual({ last: little, measured: 11 });
});

/** One ask at a time, `eachMs` long; so many wait, and the others are refused at once. */
function oneAtATime(eachMs: number, most: number) {
  let last = Promise.resolve();
  let waiting = 0;
  return async (): Promise<string> => {
    if (waiting >= most) return 'refused';
    waiting += 1;
    last = last.then(() => sleep(eachMs));
    await last;
    waiting -= 1;
    return 'done';
  };
}

it('goodput is what was done while the load lasted, and not what was worked off afterwards', async () => {
  const [eachMs, waiting, rate, seconds] = [30, 30, 100, 1];
  const asks = { name: 'calls', ask: oneAtATime(eachMs, waiting), end: () => Promise.resolve() } as const;
  // All of its time is its own.
  const ownTime = () => Promise.resolve({ at: performance.now(), ranMs: 0, idleMs: performance.now() });
  const { goodput, outcomes } = await overload(asks, rate, seconds, { residentMiB: () => 1, ownTime });
  // A timer may be early by a millisecond. However busy the machine is, no more can be done.
  expect(goodput).toBeLessThanOrEqual(1_000 / (eachMs - 1));
  expect(goodput).toBeGreaterThan(0);
  expect(outcomes['done']).toBeGreaterThanOrEqual(waiting);
});

it('a process has for itself the time in which it ran or had nothing to do', () => {
  const began = { at: 1_000, ranMs: 100, idleMs: 50 };
  expect(ownShare(began, { at: 2_000, ranMs: 700, idleMs: 450 })).toBe(1);
  expect(ownShare(began, { at: 3_000, ranMs: 600, idleMs: 50 })).toBe(0.25);
});

it('a control is caught when every way of asking came to harm', () => {
  const caught = [round('calls', 10), round('door', 79)];
  expect(overloadVerdict(caught, 3, true)).toMatchObject({ holds: false, line: expect.stringMatching(/^VIOLATED: /) });
  const spared = 'holds: the control was not caught in lane door';
  for (const door of [round('door', 101), round('door', 10, 100, 200)])
    expect(overloadVerdict([round('calls', 10), door], 3, true)).toEqual({ holds: true, line: spared });
  const [calls, door] = [round('calls', 90), round('door', 101)];
  expect(overloadVerdict([calls, door], 3, true).line).toBe('holds: the control was not caught in lane calls and door');
  expect(overloadVerdict([calls, door], 3, false)).toMatchObject({
    holds: true,
    line: expect.stringMatching(/^holds: /),
  });
});

it('without control, one way of asking that came to harm is enough', () => {
  expect(overloadVerdict([round('calls', 10), round('door', 101)], 3, false)).toEqual({
    holds: false,
    line: 'VIOLATED: calls: 10 done a second, of 100 at the peak',
  });
});

it('arguments that make no sense are refused', () => {
  expect(parseOverloadArguments([])).toMatchObject({ rounds: 3, seconds: 10, times: 3, control: false });
  expect(() => parseOverloadArguments(['--rounds', 'x'])).toThrow(/--rounds/);
});
