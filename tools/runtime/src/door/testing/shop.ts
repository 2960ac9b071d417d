import { command, defineContract, query } from '@carveout/contract';
import { z } from 'zod';

const Item = z.object({ product: z.string(), quantity: z.int().min(1).max(100) });

interface Tree {
  readonly name: string;
  readonly children: Tree[];
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(Tree) }));

/** A contract with one of everything the door must understand. */
export const things = defineContract('things', {
  list: query({
    input: z.object({
      limit: z.int().max(50).default(10),
      tags: z.array(z.string()).optional(),
      sizes: z.array(z.number()).optional(),
      cheap: z.boolean().optional(),
      near: z.object({ x: z.number(), y: z.number() }).optional(),
      text: z.string().optional(),
    }),
    output: z.object({ items: z.array(Item) }),
    http: 'GET /things',
    access: 'public',
    summary: 'Things that match.',
  }),
  byId: query({
    input: z.object({ id: z.string() }),
    output: Item,
    errors: { UNKNOWN_THING: z.object({ id: z.string() }) },
    http: 'GET /things/:id',
    access: 'public',
  }),
  mine: query({ input: z.object({}), output: z.array(Item), http: 'GET /things/mine', access: 'customer' }),
  make: command({
    input: z.object({
      items: z.array(Item),
      note: z.string().optional(),
      payment: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('card'), number: z.string() }),
        z.object({ kind: z.literal('invoice') }),
      ]),
    }),
    output: z.object({ id: z.string() }),
    errors: { OUT_OF_STOCK: z.object({ available: z.int() }), UNKNOWN_THING: z.object({ id: z.string() }) },
    http: 'POST /things',
    access: 'customer',
  }),
  change: command({
    input: z.object({ id: z.string(), quantity: z.int() }),
    output: z.void(),
    http: 'PUT /things/:id',
    access: 'customer',
  }),
  remove: command({
    input: z.object({ id: z.string(), force: z.boolean().optional() }),
    output: z.void(),
    http: 'DELETE /things/:id',
    access: 'operator',
  }),
  grow: command({ input: z.object({ tree: Tree }), output: Tree, http: 'POST /trees', access: 'operator' }),
  ping: query({ input: z.void(), output: z.object({ pong: z.boolean() }), http: 'GET /ping', access: 'public' }),
  inside: query({ input: z.string(), output: z.string() }),
});
