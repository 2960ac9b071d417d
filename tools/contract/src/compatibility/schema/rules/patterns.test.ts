import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

const digits = z.string().regex(/^\d+$/);

it('a pattern may be taken from input', () => {
  expect(inputChange(digits, z.string())).toEqual([]);
  expect(inputChange(digits.regex(/x/), digits)).toEqual([]);
  expect(inputChange(z.string(), digits)).toEqual(['f: pattern none became /^\\d+$/']);
  expect(inputChange(digits, digits.regex(/x/))).toEqual(['f: pattern /^\\d+$/ became /^\\d+$/ and /x/']);
});

it('another pattern cannot be compared, and breaks', () => {
  const what = 'f: pattern /^\\d+$/ became /^[0-9]+$/';
  expect(inputChange(digits, z.string().regex(/^[0-9]+$/))).toEqual([what]);
  expect(outputChange(digits, z.string().regex(/^[0-9]+$/))).toEqual([what]);
  expect(outputChange(digits, digits)).toEqual([]);
});
