import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../contract-change.fixture.ts';

const tree = (label: z.ZodType) => {
  const node = z.object({
    label,
    get children() {
      return z.array(node);
    },
    get parent() {
      return node.optional().describe('described, so that the reference has words beside it');
    },
  });
  return node;
};

it('recursive schemas end, and differ where they differ', () => {
  expect(outputChange(tree(z.string()), tree(z.string()))).toEqual([]);
  expect(outputChange(tree(z.string()), tree(z.int()))).toEqual(['f.label: string became integer']);
  expect(inputChange(tree(z.int()), tree(z.number()))).toEqual([]);
});

it('named schemas are compared by what they are', () => {
  const named = (id: string, schema: z.ZodType) => schema.register(z.registry(), { id } as never);
  expect(outputChange(named('One', z.string()), named('Two', z.string()))).toEqual([]);
  const withId = (schema: z.ZodType) => schema.meta({ id: `Id${Math.random()}` });
  expect(outputChange(withId(z.string()), withId(z.string()))).toEqual([]);
  expect(outputChange(withId(z.string()), withId(z.int()))).toEqual(['f: string became integer']);
});
