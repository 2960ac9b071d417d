import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

it('what no rule understands may not change', () => {
  const marked = (unit: string) => z.number().meta({ unit });
  expect(inputChange(marked('g'), marked('g'))).toEqual([]);
  expect(inputChange(marked('g'), marked('kg'))).toEqual(['f: unit "g" became "kg", which cannot be compared']);
  expect(outputChange(z.number(), marked('kg'))).toEqual(['f: unit none became "kg", which cannot be compared']);
});

it('a rewriting of the value is no check: both sides must do the same', () => {
  expect(inputChange(z.string().trim(), z.string())).toHaveLength(1);
  expect(inputChange(z.string(), z.string().trim())).toHaveLength(1);
  expect(inputChange(z.string().trim(), z.string().trim())).toEqual([]);
});

it('words for people may', () => {
  expect(inputChange(z.string().describe('one'), z.string().meta({ title: 'Two', examples: ['x'] }))).toEqual([]);
});
