import { expect, it } from 'vitest';
import { z } from 'zod';
import { buyChange, inputChange } from '../contract-change.fixture.ts';

const required = z.object({ a: z.string(), b: z.string() });
const optional = z.object({ a: z.string(), b: z.string().optional() });
const without = z.object({ a: z.string() });

it('a required field is made optional before it goes', () => {
  expect(inputChange(required, without)).toEqual(['f.b: is removed']);
  expect([inputChange(required, optional), inputChange(optional, without)]).toEqual([[], []]);
  expect(inputChange(z.array(required), z.array(without))).toEqual(['f[].b: is removed']);
});

it('at the door it stays', () => {
  const served = (input: z.ZodType) => ({ input, http: 'POST /buy' as const });
  expect(buyChange(served(optional), served(without))).toEqual(['buy.input.b: is removed']);
  expect(buyChange(served(without), served(optional))).toEqual([]);
});

it('in a union it is looked for where it was', () => {
  const kind = (name: string, more: z.ZodRawShape = {}) => z.object({ kind: z.literal(name), ...more });
  const before = z.discriminatedUnion('kind', [kind('x', { b: z.int() }), kind('y')]);
  const after = z.discriminatedUnion('kind', [kind('x'), kind('y', { b: z.int().optional() })]);
  expect(inputChange(before, after)).toEqual(['f.b: is removed']);
  expect(inputChange(before, z.discriminatedUnion('kind', [...before.options, kind('z')]))).toEqual([]);
});

it('and found in a recursive schema', () => {
  const node = (more: z.ZodRawShape) => {
    const made: z.ZodType = z.object({
      ...more,
      get next(): z.ZodType {
        return made.optional();
      },
    });
    return made;
  };
  expect(inputChange(node({ a: z.int() }), node({}))).toEqual(['f.a: is removed']);
});
