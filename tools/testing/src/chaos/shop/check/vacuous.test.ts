import { expect, it } from 'vitest';
import type { Operation, Outcome } from '../history.ts';
import { idleFaults, vacuous } from './vacuous.ts';

const KINDS = ['checkout', 'cancellation', 'transfer', 'mark'] as const;

/** So many of each kind, all acknowledged but the transfers after the first few. */
const run = (ofEach: number, acknowledgedTransfers: number, otherwise: Outcome = 'unknown'): Operation[] =>
  KINDS.flatMap((kind) =>
    Array.from({ length: ofEach }, (_, at) => {
      const outcome = kind !== 'transfer' || at < acknowledgedTransfers ? 'acknowledged' : otherwise;
      return { kind, outcome } as Operation;
    }),
  );

it('tells of which kind too few succeeded', () => {
  expect(vacuous(run(100, 30))).toEqual([]);
  for (const otherwise of ['unknown', 'refused', 'not-sent'] as const)
    expect(vacuous(run(100, 29, otherwise))).toEqual([
      '29 of 100 operations of kind transfer were acknowledged: too few to show anything',
    ]);
});

it('asks for one where there are few of a kind, and for none where there are few at all', () => {
  expect(vacuous(run(99, 1))).toEqual([]);
  expect(vacuous(run(25, 0))).toEqual([
    '0 of 25 operations of kind transfer were acknowledged: too few to show anything',
  ]);
  expect(vacuous(run(24, 0))).toEqual([]);
});

it('tells when nothing was broken, or nothing of a kind', () => {
  expect(idleFaults(100, {}, { kill: 3 })).toEqual(['no fault was carried out']);
  expect(idleFaults(99, {}, { kill: 3 })).toEqual([]);
  expect(idleFaults(100, { kill: 1 }, { kill: 30, freeze: 9, terminate: 10 })).toEqual([
    '10 faults of kind terminate were drawn, and none was carried out',
  ]);
});

it('tells when one way was never broken, though others were', () => {
  const others = { kill: 9, 'reset broker': 12, 'weather broker': 28, 'weather database': 30 };
  expect(idleFaults(1_000, others, { 'weather link': 30, 'reset broker': 2 })).toEqual([
    '30 faults of kind weather link were drawn, and none was carried out',
  ]);
  expect(idleFaults(1_000, others, { 'weather link': 20, 'reset link': 20 })).toHaveLength(2);
  expect(idleFaults(1_000, { ...others, 'weather link': 1 }, { 'weather link': 40 })).toEqual([]);
});

it('leaves to chance what a short run draws of a kind on one way', () => {
  expect(idleFaults(1_000, { 'weather broker': 1 }, { 'weather link': 19 })).toEqual([]);
});

it('tells once of a kind that broke no way at all', () => {
  expect(
    idleFaults(1_000, { 'weather link': 3 }, { 'reset link': 21, 'reset broker': 3, 'reset database': 4 }),
  ).toEqual(['28 faults of kind reset were drawn, and none was carried out']);
  expect(idleFaults(1_000, { kill: 3 }, { 'reset link': 4, 'reset broker': 3, 'reset database': 2 })).toEqual([]);
});
