import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

const record = (value: z.ZodType) => z.record(z.string(), value);

it('the values of a record follow the same rules', () => {
  expect(inputChange(record(z.int()), record(z.number()))).toEqual([]);
  expect(inputChange(record(z.number()), record(z.int()))).toContain('f.*: number became integer');
  expect(outputChange(record(z.string()), record(z.boolean()))).toEqual(['f.*: string became boolean']);
});

it('so do its keys', () => {
  const by = (keys: z.ZodString) => z.record(keys, z.int());
  expect(inputChange(by(z.string().max(3)), by(z.string().max(5)))).toEqual([]);
  expect(inputChange(by(z.string()), by(z.string().max(5)))).toEqual(['f (keys): maxLength none became 5']);
});

it('a record and an object are two things', () => {
  const object = z.object({ a: z.int() });
  expect(inputChange(record(z.int()), object)).toContain('f: free entries (integer) became fields with fixed names');
  expect(inputChange(object, record(z.int()))).toContain('f.a: is removed');
  expect(inputChange(object, object.catchall(z.string()))).toEqual([]);
  expect(inputChange(object.catchall(z.string()), object.extend({ b: z.int() }).catchall(z.string()))).toEqual([
    'f.b: is new and required',
    'f.b: string became integer',
  ]);
});
