import { expect, it } from 'vitest';
import { parseOverloadArguments } from './arguments.ts';
import { overloadFaults, overloadVerdict } from './report.ts';
import type { Round } from './report.ts';

const round = (by: 'calls' | 'door', goodput: number, most = 100, offered = 300): Round => ({
  by,
  peak: 100,
  offered,
  goodput,
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
