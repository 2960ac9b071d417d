import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

const span = z.object({ from: z.int(), to: z.int() });
const ordered = span.refine(({ from, to }) => from < to, { path: ['to'], message: 'must come after from' });

it("a contract's own check may be taken from input, and not put on it", () => {
  expect(inputChange(ordered, span)).toEqual([]);
  expect(inputChange(span, ordered)).toEqual(["f: the check 'to: must come after from' is new"]);
});

it('output keeps its checks', () => {
  expect(outputChange(span, ordered)).toEqual(["f: the check 'to: must come after from' is new"]);
  expect(outputChange(ordered, span)).toEqual(["f: the check 'to: must come after from' is no longer made"]);
  expect(outputChange(ordered, ordered)).toEqual([]);
  expect(outputChange(ordered.nullable(), ordered.nullable())).toEqual([]);
  expect(outputChange(z.array(span), z.array(ordered))).toEqual(["f[]: the check 'to: must come after from' is new"]);
});

it('flags and pipes count, which JSON Schema cannot say', () => {
  expect(inputChange(z.string().regex(/x/i), z.string().regex(/x/))).toEqual([]);
  expect(outputChange(z.string().regex(/x/i), z.string().regex(/x/))).toEqual([
    "f: the check 'x with flags i' is no longer made",
  ]);
  expect(inputChange(z.string(), z.string().pipe(z.string().min(2)))).toHaveLength(1);
});
