import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../contract-change.fixture.ts';

const card = (number: z.ZodType) => z.object({ kind: z.literal('card'), number });
const cash = z.object({ kind: z.literal('cash') });
const either = (number: z.ZodType) => z.discriminatedUnion('kind', [card(number), cash]);

it('input may gain an alternative, and lose none', () => {
  expect(inputChange(z.discriminatedUnion('kind', [cash]), either(z.string()))).toEqual([]);
  expect(inputChange(either(z.string()), cash)).toEqual([
    'f: the alternative object (kind: "card") is no longer there',
  ]);
  expect(inputChange(z.string(), z.union([z.int(), z.string()]))).toEqual([]);
});

it('output keeps its alternatives', () => {
  expect(outputChange(cash, either(z.string()))).toEqual(['f: the alternative object (kind: "card") is new']);
  expect(outputChange(either(z.string()), either(z.string()))).toEqual([]);
});

it('a change inside an alternative is told by its field', () => {
  expect(outputChange(either(z.string()), either(z.int()))).toEqual(['f.number: string became integer']);
  expect(outputChange(card(z.string()).nullable(), card(z.int()).nullable())).toEqual([
    'f.number: string became integer',
  ]);
});
