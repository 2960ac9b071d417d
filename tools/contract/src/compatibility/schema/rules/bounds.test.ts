import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

it('limits of input may be loosened', () => {
  expect(inputChange(z.int().min(1).max(5), z.int().min(0).max(9))).toEqual([]);
  expect(inputChange(z.string().min(2).max(5), z.string())).toEqual([]);
  expect(inputChange(z.number().gt(3), z.number().min(3))).toEqual([]);
});

it.each([
  [z.int().min(0), z.int().min(1), 'minimum 0 became 1'],
  [z.int().max(9), z.int().max(5), 'maximum 9 became 5'],
  [z.number().min(3), z.number().gt(3), 'minimum 3 became 3 (excluded)'],
  [z.number(), z.number().lt(3), 'maximum none became 3 (excluded)'],
  [z.string(), z.string().min(1), 'minLength none became 1'],
  [z.string().max(20), z.string().max(10), 'maxLength 20 became 10'],
  [z.array(z.int()), z.array(z.int()).max(10), 'maxItems none became 10'],
])('limits of input are not tightened, nor those of output moved at all (%#)', (before, after, what) => {
  expect(inputChange(before, after)).toEqual([`f: ${what}`]);
  expect(outputChange(before, after)).toEqual([`f: ${what}`]);
  expect(outputChange(after, before)).toHaveLength(1);
  expect(outputChange(after, after)).toEqual([]);
});
