import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, defineContract, event, query } from '../../index.ts';
import { describeContract } from './describe-contract.ts';

const Id = z.string().min(1);
const Item = z.object({ name: z.string().trim().describe('as on the label'), id: Id, count: z.int().default(1) });

const shop = defineContract('shop', {
  sold: event({ version: 2, payload: Item }),
  find: query({ input: z.object({ id: Id }), output: Item.nullable(), summary: 'Finds.' }),
  buy: command({
    input: Item.refine(({ count }) => count < 9, { path: ['count'], message: 'must be under 9' }),
    output: z.void(),
    errors: { SOLD_OUT: z.object({}), GONE: z.object({ since: z.iso.datetime() }) },
    http: 'POST /buy',
    access: [{ byInput: ({ id }) => id }, 'clerk'],
    timeout: 100,
  }),
});

describe('a description', () => {
  const { operations, events } = describeContract(shop);

  it('says what neighbours depend on', () => {
    expect(operations['buy']).toMatchObject({
      kind: 'command',
      http: 'POST /buy',
      access: ['owner:input', 'role:clerk'],
      idempotent: false,
      timeout: 100,
      output: { accepts: { 'x-absent': true } },
    });
    expect(operations['buy']!.errors['SOLD_OUT']).toEqual({ accepts: { type: 'object', properties: {} } });
    expect(operations['find']).toMatchObject({ kind: 'query', access: [] });
    expect(operations['find']).not.toHaveProperty('idempotent');
    expect(events['sold']!.version).toBe(2);
  });

  it('keeps what JSON Schema has no word for, and drops words for people', () => {
    const { input } = operations['buy']!;
    expect(input['x-checks']).toEqual(['count: must be under 9']);
    expect(input.properties!['name']).toEqual({ type: 'string', 'x-rewrites': [expect.stringContaining('trim()')] });
    expect(JSON.stringify(operations)).not.toMatch(/label|Finds|\$schema/);
  });

  it('tells what is sent from what is accepted where a default makes a difference', () => {
    expect(operations['buy']!.input.required).toEqual(['id', 'name']);
    const { accepts, sends } = events['sold']!.payload;
    expect([accepts.required, sends?.required]).toEqual([
      ['id', 'name'],
      ['count', 'id', 'name'],
    ]);
    expect(operations['buy']!.errors['GONE']).not.toHaveProperty('sends');
  });

  it('is the same text for the same contract, however it is written', () => {
    const find = (...order: ('a' | 'b')[]) => {
      const fields = { a: z.enum(order).optional(), b: z.string().default(() => String(Math.random())) };
      return z.object(Object.fromEntries(order.map((name) => [name, fields[name]])));
    };
    const text = (output: z.ZodType, first: string, second: string) => {
      const operation = query({ input: z.object({}), output });
      return JSON.stringify(describeContract(defineContract('shop', { [first]: operation, [second]: operation })));
    };
    expect(text(find('a', 'b'), 'one', 'two')).toBe(text(find('b', 'a'), 'two', 'one'));
  });
});
