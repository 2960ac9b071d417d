import { expect, it } from 'vitest';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';

const Item = z.object({ id: z.string(), parts: z.array(z.strictObject({ name: z.string() })) });

it.each(['draft-2020-12', 'draft-7'] as const)('leaves what is received open to more, at any depth (%s)', (draft) => {
  const text = JSON.stringify(jsonSchemaOf(Item, 'output', draft));
  expect(text).toContain('"parts"');
  expect(text).not.toContain('additionalProperties');
});

it('keeps what the members of a map are', () => {
  const schema = jsonSchemaOf(z.record(z.string(), z.int()), 'output');
  expect(schema.additionalProperties).toMatchObject({ type: 'integer' });
});

it('says of what is sent what its schema says', () => {
  expect(JSON.stringify(jsonSchemaOf(Item, 'input'))).toContain('"additionalProperties":false');
});
