import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../../description/description.ts';
import { inputChange } from '../../contract-change.fixture.ts';
import { oldCallerMeetsNewHost } from '../encounter.ts';
import { compareSchemas } from '../compare-schemas.ts';

const both = (b: z.ZodType) => z.intersection(z.object({ a: z.string() }), z.object({ b }));

it('objects that are both are compared as one', () => {
  expect(inputChange(both(z.int()), both(z.number()))).toEqual([]);
  expect(inputChange(both(z.number()), both(z.int()))).toContain('f.b: number became integer');
});

it('members are compared in their order, and as many as there were', () => {
  const all = (...types: string[]) => ({ allOf: types.map((type) => ({ type })) });
  const compare = (before: JsonSchema, after: JsonSchema) =>
    compareSchemas(before, after, 'f', oldCallerMeetsNewHost).map(({ what }) => what);
  expect(compare(all('integer', 'string'), all('number', 'string'))).toEqual([]);
  expect(compare(all('integer', 'string'), all('integer', 'number'))).toEqual(['string became number']);
  expect(compare(all('integer'), all('integer', 'number'))).toEqual([
    'an intersection of 1 became an intersection of 2',
  ]);
});
