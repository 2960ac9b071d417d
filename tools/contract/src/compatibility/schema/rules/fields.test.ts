import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange, payloadChange } from '../../contract-change.fixture.ts';

const base = { a: z.string() };
const plain = z.object(base);
const optional = z.object({ ...base, b: z.int().optional() });
const required = z.object({ ...base, b: z.int() });
const defaulted = z.object({ ...base, b: z.int().default(0) });

it('an optional field comes and goes in any direction', () => {
  for (const change of [inputChange, outputChange, payloadChange]) {
    expect(change(plain, optional)).toEqual([]);
    expect(change(optional, plain)).toEqual([]);
    expect(change(plain, defaulted)).toEqual([]);
  }
});

it('input requires no more than before', () => {
  expect(inputChange(plain, required)).toEqual(['f.b: is new and required']);
  expect(inputChange(optional, required)).toEqual(['f.b: was optional and is required']);
  expect(inputChange(defaulted, required)).toEqual(['f.b: was optional and is required']);
  expect(inputChange(required, optional)).toEqual([]);
});

it('output gains and loses a required field by way of a default', () => {
  expect(outputChange(plain, required)).toEqual(['f.b: is new and required']);
  expect(outputChange(required, plain)).toEqual(['f.b: was required and is removed']);
  expect(outputChange(optional, required)).toEqual(['f.b: was optional and is required']);
  expect(outputChange(required, optional)).toEqual(['f.b: was required and is optional']);
  for (const change of [outputChange, payloadChange]) {
    expect([change(plain, defaulted), change(defaulted, required)]).toEqual([[], []]);
    expect([change(required, defaulted), change(defaulted, plain)]).toEqual([[], []]);
    expect(change(defaulted, optional)).toEqual([]);
  }
});

it('goes down, and names the field', () => {
  const nested = (f: z.ZodType) => z.object({ list: z.array(z.object({ f })) });
  expect(outputChange(nested(z.string()), nested(z.int()))).toEqual(['f.list[].f: string became integer']);
});

it('fields that bear names of every object are fields like any other', () => {
  const odd = plain.extend({ constructor: z.string(), toString: z.string().optional() });
  expect(inputChange(plain, odd)).toEqual(['f.constructor: is new and required']);
  expect(outputChange(odd, odd)).toEqual([]);
});
