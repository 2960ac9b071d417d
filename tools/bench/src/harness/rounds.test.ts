import { describe, expect, it } from 'vitest';
import type { Figure, ReadyFigure } from './figure.ts';
import { measureRounds, notesOf, rowsOf } from './rounds.ts';

const figure: Figure = { name: 'calls', what: 'calls', unit: '1/s', better: 'higher', wanted: [] };

function readyWith(values: Readonly<Record<string, readonly number[]>>, asked: string[] = []): ReadyFigure {
  const contestants = Object.entries(values).map(([name, of]) => {
    let next = 0;
    return {
      name,
      sample: async () => {
        asked.push(name);
        return { value: of[next++]!, notes: { next } };
      },
    };
  });
  return { figure, contestants };
}

describe('measureRounds', () => {
  it('warms everybody up, then takes turns, every other round backwards', async () => {
    const asked: string[] = [];
    const measured = await measureRounds(readyWith({ ours: [0, 1, 2, 3], peer: [0, 4, 5, 6] }, asked), 3);
    expect(asked).toEqual(['ours', 'peer', 'ours', 'peer', 'peer', 'ours', 'ours', 'peer']);
    expect(measured.samples.map((of) => of.map(({ value }) => value))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });
});

describe('rowsOf', () => {
  it('pairs ratios within a round, so that a slow round counts for both', async () => {
    const measured = await measureRounds(readyWith({ ours: [0, 100, 10, 90], peer: [0, 50, 5, 30] }), 3);
    expect(rowsOf(measured)).toEqual([
      { figure: 'calls', against: 'peer', ours: 90, theirs: 30, unit: '1/s', ratio: 2, rounds: 3 },
    ]);
  });

  it('is above 1 when ours is better, also where less is better', async () => {
    const { contestants } = readyWith({ ours: [0, 2], peer: [0, 8] });
    const measured = await measureRounds({ figure: { ...figure, better: 'lower' }, contestants }, 1);
    expect(rowsOf(measured)[0]!.ratio).toBe(4);
  });
});

describe('an aspect', () => {
  it('compares a note in a row of its own', async () => {
    const aspect = { name: 'memory', note: 'next', unit: 'MB', better: 'lower', wanted: [] } as const;
    const { contestants } = readyWith({ ours: [0, 1], peer: [0, 1] });
    const measured = await measureRounds({ figure: { ...figure, also: [aspect] }, contestants }, 1);
    expect(rowsOf(measured)).toEqual([
      { figure: 'calls', against: 'peer', ours: 1, theirs: 1, unit: '1/s', ratio: 1, rounds: 1 },
      { figure: 'memory', against: 'peer', ours: 2, theirs: 2, unit: 'MB', ratio: 1, rounds: 1 },
    ]);
  });
});

describe('notesOf', () => {
  it('gives the median of each note', async () => {
    const { samples } = await measureRounds(readyWith({ ours: [0, 1, 2, 3] }), 3);
    expect(notesOf(samples[0]!).notes).toEqual({ next: 3 });
  });
});
