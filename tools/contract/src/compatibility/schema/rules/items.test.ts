import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

it('what a list holds follows the same rules', () => {
  expect(inputChange(z.array(z.int()), z.array(z.number()))).toEqual([]);
  expect(outputChange(z.array(z.int()), z.array(z.string()))).toEqual(['f[]: integer became string']);
});

it('a tuple keeps its places', () => {
  const pair = z.tuple([z.string(), z.int()]);
  expect(outputChange(pair, pair)).toEqual([]);
  expect(inputChange(pair, z.tuple([z.string(), z.number()]))).toEqual([]);
  expect(inputChange(pair, z.tuple([z.string(), z.string()]))).toEqual(['f[1]: integer became string']);
  expect(inputChange(pair, z.tuple([z.string()]))).toContain('f: a tuple of 2 became a tuple of 1');
  expect(inputChange(z.tuple([z.string()], z.int()), z.tuple([z.string()]))).toContain(
    'f: further items became no further items',
  );
  expect(inputChange(z.tuple([z.string()]), z.tuple([z.string()], z.int()))).toEqual([]);
});
