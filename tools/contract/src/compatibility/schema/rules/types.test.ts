import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange, payloadChange } from '../../contract-change.fixture.ts';

it('input may be widened, output neither widened nor narrowed', () => {
  expect(inputChange(z.int(), z.number())).toEqual([]);
  expect(inputChange(z.string(), z.string().nullable())).toEqual([]);
  expect(inputChange(z.number(), z.int())).toContain('f: number became integer');
  expect(inputChange(z.string().nullable(), z.string())).toEqual(['f: the alternative null is no longer there']);
  expect(outputChange(z.int(), z.number())).toContain('f: integer became number');
  expect(outputChange(z.number(), z.int())).toContain('f: number became integer');
  expect(payloadChange(z.string(), z.string().nullable())).toEqual(['f: the alternative null is new']);
});

it('another type breaks either way, and is told once', () => {
  expect(inputChange(z.string(), z.boolean())).toEqual(['f: string became boolean']);
  expect(outputChange(z.string(), z.boolean())).toEqual(['f: string became boolean']);
  expect(outputChange(z.string(), z.array(z.string()))).toEqual(['f: string became array']);
});

it('nothing is a type of its own', () => {
  expect(outputChange(z.undefined(), z.undefined())).toEqual([]);
  expect(outputChange(z.undefined().optional(), z.string().optional())).toEqual(['f: nothing became string']);
});
