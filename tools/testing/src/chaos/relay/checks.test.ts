import { describe, expect, it } from 'vitest';
import { parseThawArguments } from './arguments.ts';
import { unfenced } from './host-lines.ts';
import type { HostLine, LeaseLine } from './host-lines.ts';
import { judgeTakeover, takeoverSince } from './takeover.ts';
import { orderOf } from './witness.ts';

const lease = (askedAt: number, held = true, heldUp: LeaseLine['heldUp'] = []): LeaseLine => ({
  line: 'lease',
  held,
  askedAt,
  answeredAt: askedAt + 5,
  heldUp,
});
const published = (id: string, at: number): HostLine => ({ line: 'published', id, at });

describe('what was published without the lease', () => {
  it('is nothing while it is held and renewed', () => {
    const lines = [lease(0, false), lease(100), published('a', 101), lease(900), published('b', 1_900)];
    expect(unfenced(lines, 1_000)).toEqual({ faults: [], caught: 0 });
  });

  it('is not the one row that a freeze caught between the question and the publish', () => {
    const late = [lease(100), published('a', 1_099), published('b', 2_500), lease(2_501, false)];
    expect(unfenced([...late, lease(3_000), published('c', 4_500)], 1_000)).toEqual({ faults: [], caught: 2 });
  });

  it.each([
    [[published('a', 50)], ['a was published without the lease']],
    [[lease(0, false), published('a', 50)], ['a was published without the lease']],
    [[lease(100), published('a', 1_200), published('b', 1_201)], ['b was published 101 ms after the lease had ended']],
    [[lease(100), lease(500, false), published('a', 600)], ['a was published without the lease']],
  ])('is seen: %j', (lines, faults) => {
    expect(unfenced(lines, 1_000).faults).toEqual(faults);
  });
});

describe('a takeover', () => {
  const seen = (lines: readonly HostLine[], databaseLate: LeaseLine['heldUp'] = []) =>
    judgeTakeover(takeoverSince(lines, 1_000), { frozenAt: 1_000, leaseMs: 1_000, databaseLate });

  it('takes from the freeze until the successor has its answer', () => {
    expect(seen([lease(500, false), lease(1_500, false), lease(2_100)])).toBe(1_105);
    expect(seen([lease(500, false), lease(2_994)])).toBe(1_999);
  });

  it('is none where the successor had the lease before, or so soon that the freeze had no part in it', () => {
    expect(seen([lease(500), lease(2_500)])).toBeUndefined();
    expect(seen([lease(500, false), lease(1_400)])).toBeUndefined();
  });

  it('may take two leases, and as much longer as the successor was held up or the database late, once', () => {
    const late = [{ from: 1_200, to: 1_700 }];
    expect(seen([lease(500, false), lease(3_100)])).toMatch(/^the takeover took 2105 ms, .* 0 ms late$/);
    expect(seen([lease(500, false), lease(3_100, true, late)])).toBe(2_105);
    expect(seen([lease(500, false), lease(3_100)], late)).toBe(2_105);
    expect(seen([lease(500, false), lease(3_600, true, late)], late)).toMatch(/took 2605 ms, .* 500 ms late$/);
    expect(seen([lease(500, false), lease(3_100, true, [{ from: 0, to: 1_000 }])])).toMatch(/ 0 ms late$/);
  });

  it('has not been until the successor says so', () => {
    expect(takeoverSince([lease(500, false), lease(1_500, false)], 1_000)).toBeUndefined();
  });
});

describe('the order of an account', () => {
  const of = (...numbers: number[]) => orderOf(new Map([['a', numbers]]), new Map([['a', 3]]));

  it('holds when what comes again has come before', () => {
    expect(of(1, 2, 3)).toEqual({ repeats: 0, faults: [] });
    expect(of(1, 2, 1, 2, 3, 2)).toEqual({ repeats: 3, faults: [] });
  });

  it('does not when one is overtaken, lost, or made up', () => {
    expect(of(1, 3, 2).faults).toEqual(['a: 3 came where 2 had not come yet']);
    expect(of(1, 2).faults).toEqual(['a: 3 to 3 never came']);
    expect(of().faults).toEqual(['a: 1 to 3 never came']);
    expect(of(1, 2, 3, 4).faults).toEqual(['a: 4 came, but only 3 were entered']);
  });
});

describe('arguments', () => {
  it('have defaults, and are refused by name', () => {
    expect(parseThawArguments([])).toEqual({ thaws: 100, seed: 1, control: false, json: false });
    expect(parseThawArguments(['--thaws', '3', '--control', '--json', '--seed', '9'])).toEqual({
      thaws: 3,
      seed: 9,
      control: true,
      json: true,
    });
    for (const text of ['0', 'x', '1.5', ''])
      expect(() => parseThawArguments(['--thaws', text])).toThrow(/^--thaws: '.*' is no whole number/);
    expect(() => parseThawArguments(['--nonsense'])).toThrow(/--nonsense/);
  });
});
