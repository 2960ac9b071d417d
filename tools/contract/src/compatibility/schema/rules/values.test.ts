import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange, payloadChange } from '../../contract-change.fixture.ts';

const small = z.enum(['a', 'b']);
const large = z.enum(['c', 'b', 'a']);

it('a value may be added to input and taken from none', () => {
  expect(inputChange(small, large)).toEqual([]);
  expect(inputChange(large, small)).toEqual(['f: "c" is no longer a value of it']);
  expect(inputChange(small, z.string())).toEqual([]);
  expect(inputChange(z.string(), small)).toEqual(['f: any string became "a" or "b"']);
});

it('output keeps its values', () => {
  expect(outputChange(small, large)).toEqual(['f: "c" is a new value of it']);
  expect(outputChange(large, small)).toEqual(['f: "c" is no longer a value of it']);
  expect(payloadChange(small, z.string())).toEqual(['f: "a" or "b" became any string']);
  expect(outputChange(small, z.enum(['b', 'a']))).toEqual([]);
});

it('literals are values, however they are written', () => {
  expect(outputChange(z.union([z.literal('a'), z.literal('b')]), small)).toEqual([]);
  expect(inputChange(z.literal(['a', 3]), z.literal('a'))).toEqual(['f: 3 is no longer a value of it']);
  expect(inputChange(small.nullable(), small.nullable())).toEqual([]);
  expect(inputChange(large.nullable(), small.nullable())).toEqual(['f: "c" is no longer a value of it']);
});
