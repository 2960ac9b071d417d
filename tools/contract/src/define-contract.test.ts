import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContractError, command, defineContract, event, query } from './index.ts';

const ok = z.object({});

function faultsOf(define: () => unknown): readonly string[] {
  try {
    define();
  } catch (error) {
    expect(error).toBeInstanceOf(ContractError);
    expect((error as ContractError).code).toBe('CARV-301');
    return (error as ContractError).faults;
  }
  return [];
}

function inputFaults(input: z.ZodType): readonly string[] {
  return faultsOf(() => defineContract('shop', { buy: command({ input, output: ok }) }));
}

describe('defineContract', () => {
  it('places each definition under its module and name', () => {
    const shop = defineContract('shop', {
      buy: command({ input: ok, output: ok, http: 'POST /buy/:id' }),
      left: query({ input: ok, output: ok }),
      sold: event({ version: 2, payload: z.object({ id: z.string() }), key: ({ id }) => id }),
    });
    expect(shop.operations.buy).toMatchObject({ id: 'shop.buy', kind: 'command', idempotent: false, timeout: 5_000 });
    expect(shop.operations.left).toMatchObject({ id: 'shop.left', kind: 'query', access: undefined });
    expect(shop.events.sold).toMatchObject({ id: 'shop.sold', version: 2 });
    expect(Object.isFrozen(shop.operations.buy)).toBe(true);
  });

  it('reports every fault at once', () => {
    const faults = faultsOf(() =>
      defineContract('Bad Name', {
        'not-a-name': command({ input: ok, output: z.date(), errors: { lower: ok } }),
        read: query({ input: z.any(), output: ok, http: 'FETCH /x' as never, timeout: 0 }),
        past: event({ version: 0, payload: z.bigint() }),
      }),
    );
    expect(faults).toHaveLength(9);
  });

  it('refuses a command whose owner is read from its output: the effect would come first', () => {
    expect(
      faultsOf(() =>
        defineContract('shop', { buy: command({ input: ok, output: ok, access: [{ byOutput: () => 'x' }] }) }),
      ),
    ).toEqual([expect.stringContaining('owner is read from its input')]);
  });
});

describe('schemas that JSON cannot carry', () => {
  it.each([
    ['date', z.object({ at: z.date() })],
    ['bigint', z.object({ at: z.bigint() })],
    ['map', z.object({ at: z.map(z.string(), z.string()) })],
    ['set', z.object({ at: z.array(z.set(z.string())) })],
    ['symbol', z.object({ at: z.symbol() })],
    ['nan', z.object({ at: z.nan() })],
    ['bigint literal', z.object({ at: z.literal(1n) })],
    ['undefined inside a list', z.array(z.string().optional())],
    ['a default inside a list', z.array(z.string().default('x'))],
    ['a prefault inside a tuple', z.tuple([z.string().prefault('x')])],
    ['undefined inside a tuple', z.tuple([z.undefined()])],
    ['a transform', z.object({ at: z.string().transform(Number) })],
    ['a preprocess', z.preprocess(String, z.string())],
    ['a codec', z.object({ at: z.stringbool() })],
    ['a coercion', z.object({ at: z.coerce.number() })],
    ['a catch', z.object({ at: z.string().catch('x') })],
    ['inside a union', z.union([z.string(), z.object({ deep: z.date() })])],
    ['inside a record', z.record(z.string(), z.date())],
    ['inside an intersection', z.intersection(ok, z.object({ at: z.date() }))],
  ])('%s', (_name, schema) => {
    expect(inputFaults(schema)).toHaveLength(1);
  });

  it('also where a schema has stood in a place that allows it', () => {
    const note = z.string().optional();
    expect(inputFaults(z.object({ note, notes: z.array(note) }))).toEqual([expect.stringContaining('notes[]')]);
    const page = z.object({ size: z.int().default(1) });
    expect(inputFaults(z.object({ page, pages: z.array(page) }))).toEqual([]);
  });
});

describe('schemas that share references', () => {
  it.each([
    ['any', z.object({ a: z.any() })],
    ['unknown', z.array(z.unknown())],
    ['custom', z.object({ a: z.custom<object>(() => true) })],
    ['instanceof', z.object({ a: z.instanceof(URL) })],
    ['a record of unknown', z.record(z.string(), z.unknown())],
    ['a loose object', z.looseObject({})],
    ['a default with parts in common', z.object({ a: z.array(z.array(z.string())).default([['x']]) })],
  ])('%s', (_name, schema) => {
    expect(inputFaults(schema)).toHaveLength(1);
  });

  it('a strict object is refused, since it would break a neighbour one version ahead', () => {
    expect(inputFaults(z.strictObject({}))).toEqual([expect.stringContaining('strict')]);
  });
});

describe('schemas that travel', () => {
  interface Tree {
    name: string;
    children: Tree[];
  }
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(tree) }));

  it.each([
    [
      'objects, lists, tuples, records',
      z.object({ a: z.array(z.tuple([z.string(), z.int()])), b: z.record(z.string(), z.boolean()) }),
    ],
    [
      'optional and nullable properties',
      z.object({ a: z.string().optional(), b: z.string().nullable(), c: z.undefined() }),
    ],
    [
      'unions and literals',
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('a') }),
        z.object({ kind: z.literal('b'), n: z.number() }),
      ]),
    ],
    [
      'formats, checks and refinements',
      z.object({
        at: z.iso.datetime(),
        id: z.uuid(),
        even: z.int().refine((n) => n % 2 === 0),
        name: z.string().trim(),
      }),
    ],
    ['a recursive schema', tree],
    [
      'fresh defaults',
      z.object({ a: z.array(z.string()).default([]), b: z.array(z.array(z.string())).default(() => [['x']]) }),
    ],
    ['nothing', z.void()],
  ])('%s', (_name, schema) => {
    expect(inputFaults(schema)).toEqual([]);
  });
});
