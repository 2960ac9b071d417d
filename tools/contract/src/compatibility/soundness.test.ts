import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { shopWith } from './contract-change.fixture.ts';
import { breakingChanges } from './index.ts';

/** A schema in two versions, and values that the version before takes. */
interface Change {
  readonly before: z.ZodType;
  readonly after: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

const PRESENCES = ['required', 'optional', 'default', 'absent'] as const;
type Presence = (typeof PRESENCES)[number];

const twice = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<readonly [T, T]> =>
  fc.oneof(
    one.map((same) => [same, same] as const),
    fc.tuple(one, one),
  );
const range = fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(1, 2, 3));

const text = twice(range).map(([[least, most], after]): Change => ({
  before: z.string().min(least).max(most),
  after: z.string().min(after[0]).max(after[1]),
  values: fc.string({ minLength: least, maxLength: most, unit: fc.constantFrom('a', 'b') }),
}));
const whole = twice(range).map(([[least, most], after]): Change => ({
  before: z.int().min(least).max(most),
  after: z
    .number()
    .gt(after[0] - 1)
    .max(after[1]),
  values: fc.integer({ min: least, max: most }),
}));
const choice = twice(fc.subarray(['a', 'b', 'c'], { minLength: 1 })).map(([of, after]): Change => ({
  before: z.enum(of as [string]),
  after: z.enum(after as [string]),
  values: fc.constantFrom(...of),
}));
const leaf = fc.oneof(text, whole, choice);
/** A leaf that becomes any other. */
const replaced = fc.tuple(leaf, leaf).map(([one, other]): Change => ({ ...one, after: other.after }));

const { any } = fc.letrec<Record<'any' | 'object' | 'list' | 'union', Change>>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    { arbitrary: leaf, weight: 6 },
    { arbitrary: replaced, weight: 1 },
    { arbitrary: tie('object'), weight: 6 },
    { arbitrary: tie('list'), weight: 2 },
    { arbitrary: tie('union'), weight: 2 },
  ),
  list: tie('any').map(({ before, after, values }) => ({
    before: z.array(before),
    after: z.array(after),
    values: fc.array(values, { maxLength: 2 }),
  })),
  union: fc.tuple(tie('any'), leaf, fc.boolean()).map(([one, other, wider]) => ({
    before: z.union([one.before, other.before]),
    after: wider ? z.union([other.after, one.after]).nullable() : z.union([one.after, other.after]),
    values: fc.oneof(one.values, other.values),
  })),
  object: fc
    .tuple(field(tie('any')), field(leaf))
    .map(([a, b]) => ({ a, b }))
    .map((fields) => ({
      before: z.object(shape(fields, ({ change, presence }) => placed(change.before, presence[0]))),
      after: z.object(shape(fields, ({ change, presence }) => placed(change.after, presence[1]))),
      values: fc.record(
        shape(fields, ({ change, presence: [now] }) => (now === 'absent' ? undefined : change.values)),
        { requiredKeys: Object.keys(shape(fields, ({ presence: [now] }) => (now === 'required' ? now : undefined))) },
      ),
    })),
}));

interface Field {
  readonly change: Change;
  readonly presence: readonly [Presence, Presence];
}

function field(change: fc.Arbitrary<Change>): fc.Arbitrary<Field> {
  return fc.record({ change, presence: twice(fc.constantFrom(...PRESENCES)) });
}

function shape<T>(fields: Record<string, Field>, make: (field: Field) => T | undefined): Record<string, T> {
  const made = Object.entries(fields).map(([name, one]) => [name, make(one)] as const);
  return Object.fromEntries(made.filter((entry): entry is readonly [string, T] => entry[1] !== undefined));
}

function placed(schema: z.ZodType, presence: Presence): z.ZodType | undefined {
  if (presence === 'absent') return undefined;
  if (presence === 'required') return schema;
  // One that is no leaf has no default that is easily said.
  const value = ['a', 1, 'b', 'c'].find((candidate) => schema.safeParse(candidate).success);
  return presence === 'default' && value !== undefined ? schema.default(() => value) : schema.optional();
}

const inField = (f: z.ZodType) => z.object({ f });
const input = (schema: z.ZodType) => shopWith({ input: inField(schema) });
const output = (schema: z.ZodType) => shopWith({ output: inField(schema) });
const carried = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Runs `law` on changes that break nobody, and expects neither these nor the others to be rare. */
function forHarmless(describe: typeof input, law: (sent: unknown, change: Change) => void): void {
  const seen = { harmless: 0, breaking: 0 };
  const cases = any.chain((change) => change.values.map((sent) => ({ change, sent: carried(sent) })));
  fc.assert(
    fc.property(cases, ({ change, sent }) => {
      const harmless = breakingChanges(describe(change.before), describe(change.after)).length === 0;
      seen[harmless ? 'harmless' : 'breaking']++;
      if (harmless) law(sent, change);
    }),
    { numRuns: 600, seed: 20 },
  );
  expect(Math.min(seen.harmless, seen.breaking)).toBeGreaterThan(100);
}

it('what breaks nobody as input: hosts of the version after take whatever callers of the one before send', () => {
  forHarmless(input, (sent, { before, after }) => {
    expect(before.safeParse(sent).success).toBe(true);
    expect(after.safeParse(sent).success).toBe(true);
  });
});

it('what breaks nobody as output: callers of either version take what hosts of the other one answer', () => {
  forHarmless(output, (sent, { before, after }) => {
    const answered = carried(before.parse(sent));
    expect(after.safeParse(answered).success).toBe(true);
    // The rules are the same whichever came first.
    expect(breakingChanges(output(after), output(before))).toEqual([]);
  });
});
