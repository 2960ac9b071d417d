import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ASK_ZOD, compileCopy } from './compile-copy.ts';
import { parse } from './parse.ts';

const leaves: readonly z.ZodType[] = [
  z.string(),
  z.string().min(1).max(4),
  z.string().length(2),
  z.string().regex(/^a/),
  z.uuid(),
  z.email(),
  z.iso.datetime(),
  z.number(),
  z.int(),
  z.int().min(0).max(10),
  z.number().gt(1).lt(5),
  z.boolean(),
  z.literal(['a', 1, null]),
  z.enum(['x', 'y']),
];

const tree = z.object({
  name: z.string(),
  get children() {
    return z.array(tree);
  },
});
const chain = z.object({
  n: z.int(),
  get next(): z.ZodOptional<z.ZodNullable<typeof chain>> {
    return chain.nullable().optional();
  },
});
const forward = z.object({
  get back() {
    return backward.optional();
  },
});
const backward = z.object({
  get forth() {
    return forward.nullable();
  },
});

/** Schemas that contain themselves, as they are and inside another. */
const recursive: fc.Arbitrary<z.ZodType> = fc
  .tuple(fc.constantFrom<z.ZodType>(tree, chain, forward), fc.constantFrom('bare', 'list', 'object'))
  .map(([schema, where]) =>
    where === 'bare' ? schema : where === 'list' ? z.array(schema) : z.object({ a: z.string(), b: schema }),
  );

/** Schemas of the kinds that the copier knows, nested. */
const schemas: fc.Arbitrary<z.ZodType> = fc.letrec<{ schema: z.ZodType }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...leaves),
    tie('schema').map((inner) => z.array(inner)),
    tie('schema').map((inner) => z.array(inner).min(1).max(3)),
    tie('schema').map((inner) => inner.nullable()),
    fc
      .dictionary(fc.constantFrom('a', 'b', 'c', 'key with "quotes"'), fc.tuple(tie('schema'), fc.boolean()), {
        maxKeys: 4,
      })
      .map((shape) =>
        z.object(
          Object.fromEntries(
            Object.entries(shape).map(([key, [inner, optional]]) => [key, optional ? inner.optional() : inner]),
          ),
        ),
      ),
  ),
})).schema;

const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(
      '',
      'a',
      'ab',
      'abcde',
      'x',
      'ann@example.com',
      '2026-01-01T00:00:00Z',
      '6f1c1f0e-58a5-4c05-9f58-0d3e3c4b1a11',
    ),
    fc.constantFrom<unknown>(0, -0, 1, 2.5, 11, -1, 1e300, NaN, Infinity, null, undefined, true, 1n),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'key with "quotes"', '__proto__'), tie('value'), {
      maxKeys: 5,
      noNullPrototype: true,
    }),
  ),
})).value;

/** A value that fits the schema more often than chance would have it. */
function fitting(schema: z.ZodType): fc.Arbitrary<unknown> {
  const def = (schema as unknown as z.core.$ZodTypes)._zod.def;
  const inner = (one: unknown): fc.Arbitrary<unknown> =>
    fc.oneof({ arbitrary: fitting(one as z.ZodType), weight: 12 }, { arbitrary: values, weight: 1 });
  if (def.type === 'array') return fc.array(inner(def.element), { minLength: 1, maxLength: 3 });
  if (def.type === 'nullable') return fc.oneof(fc.constant(null), inner(def.innerType));
  if (def.type === 'optional') return fc.oneof(fc.constant(undefined), inner(def.innerType));
  if (def.type === 'object')
    return fc.record(Object.fromEntries(Object.entries(def.shape).map(([key, part]) => [key, inner(part)])), {
      requiredKeys: Object.keys(def.shape).filter((key) => def.shape[key]!._zod.def.type !== 'optional'),
    });
  const samples = [
    'a',
    'ab',
    'x',
    'y',
    'ann@example.com',
    '2026-01-01T00:00:00Z',
    '6f1c1f0e-58a5-4c05-9f58-0d3e3c4b1a11',
    1,
    2,
    3,
    4,
    null,
    true,
  ].filter((sample) => schema.safeParse(sample).success);
  return fc.constantFrom(...samples);
}

describe('compileCopy', () => {
  it('takes what zod takes, and copies as zod copies', () => {
    let copied = 0;
    fc.assert(
      fc.property(
        schemas.chain((schema) =>
          fc.tuple(fc.constant(schema), fc.oneof(values, { arbitrary: fitting(schema), weight: 3 })),
        ),
        ([schema, value]) => {
          const copy = compileCopy(schema);
          expect(copy, 'all these kinds are known').toBeDefined();
          const ours = copy!(value);
          const zods = schema.safeParse(value);
          if (ours === ASK_ZOD) return;
          copied++;
          expect(zods.success).toBe(true);
          expect(ours).toStrictEqual(zods.data);
          expect(JSON.stringify(ours)).toBe(JSON.stringify(zods.data));
          if (typeof ours === 'object' && ours !== null) expect(ours).not.toBe(value);
        },
      ),
      { numRuns: 1_500 },
    );
    expect(copied).toBeGreaterThan(500);
  });

  it('leaves schemas that contain themselves to zod, whatever is around them', () => {
    fc.assert(
      fc.property(recursive, values, (schema, value) => {
        expect(compileCopy(schema)).toBeUndefined();
        const zods = schema.safeParse(value);
        expect(parse(schema, value)).toEqual(zods.success ? { value: zods.data } : { issues: zods.error.issues });
      }),
      { numRuns: 200 },
    );
  });

  it('knows a schema that is used twice, side by side, from one inside itself', () => {
    const line = z.object({ sku: z.string() });
    const schema = z.object({ a: line, b: z.array(line) });
    const value = { a: { sku: 'x' }, b: [{ sku: 'y' }] };
    expect(compileCopy(schema)!(value)).toStrictEqual(value);
  });

  it('is not asked in vain: what fits is copied without zod', () => {
    const schema = z.object({
      id: z.uuid(),
      lines: z.array(z.object({ sku: z.string().min(1), quantity: z.int().min(1) })),
      note: z.string().optional(),
    });
    const value = { id: '6f1c1f0e-58a5-4c05-9f58-0d3e3c4b1a11', lines: [{ sku: 'a', quantity: 1 }], more: 1 };
    expect(compileCopy(schema)!(value)).toStrictEqual({ id: value.id, lines: [{ sku: 'a', quantity: 1 }] });
  });

  it.each([
    ['refinements', z.object({ a: z.string().refine((text) => text !== 'no') })],
    ['trimming', z.string().trim()],
    ['unions', z.union([z.string(), z.int()])],
    ['records', z.record(z.string(), z.int())],
    ['defaults', z.object({ a: z.int().default(1) })],
    ['other formats', z.url()],
    ['catchalls', z.object({}).catchall(z.int())],
    ['readonly', z.object({ a: z.int() }).readonly()],
    ['lazy schemas', z.lazy(() => z.string())],
    ['whole-object checks', z.object({ a: z.int() }).refine(({ a }) => a > 0)],
    [
      'optional with a check',
      z.object({
        a: z
          .string()
          .optional()
          .refine((text) => text !== 'x'),
      }),
    ],
  ])('leaves %s to zod', (_name, schema) => {
    expect(compileCopy(schema)).toBeUndefined();
  });

  it('gives zod the last word on everything that it does not take', () => {
    const schema = z.object({ a: z.int().min(1), b: z.array(z.string()) });
    const bad = { a: 0, b: ['x', 3] };
    expect(parse(schema, bad)).toEqual({ issues: schema.safeParse(bad).error!.issues });
    expect(parse(schema, { a: 1, b: ['x'], c: 2 })).toEqual({ value: { a: 1, b: ['x'] } });
  });
});
