import { command, defineContract } from '@carveout/contract';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDoor } from '../testing/open-door.ts';

const id = z.string();
const Pay = z.discriminatedUnion('by', [
  z.object({ id, by: z.literal('card'), number: z.string() }),
  z.object({ id, by: z.literal('invoice') }),
]);
const rights = defineContract('rights', {
  pay: command({ input: Pay, output: z.void(), http: 'PUT /bills/:id', access: 'public' }),
  move: command({
    input: z.intersection(z.object({ id }), z.object({ to: z.string() })),
    output: z.void(),
    http: 'PUT /moves/:id',
    access: 'public',
  }),
  shut: command({
    input: z.union([z.object({ id: z.literal('all'), why: z.string() }), z.object({ id, why: z.string() })]),
    output: z.void(),
    http: 'PUT /shut/:id',
    access: 'public',
  }),
});

interface Document {
  readonly paths: Record<string, { put: { requestBody: { content: Record<string, { schema: object }> } } }>;
}

describe('the body of a command whose input is a union, beside a path', () => {
  it.each([
    ['/bills/{id}', { by: 'card', number: '1' }, true],
    ['/bills/{id}', { by: 'invoice' }, true],
    ['/bills/{id}', { by: 'card' }, false],
    ['/moves/{id}', { to: 'b' }, true],
    ['/moves/{id}', {}, false],
    ['/shut/{id}', { why: 'late' }, true],
    ['/shut/{id}', {}, false],
  ])('%s %j is told as the door takes it: %s', async (path, body, isTaken) => {
    const door = await openDoor(() => undefined, { contracts: [rights] });
    const document = (await (await door.send('GET', '/openapi.json')).json()) as Document;
    const { schema } = document.paths[path]!.put.requestBody.content['application/json']!;
    expect(new Ajv2020().validate(schema, body)).toBe(isTaken);
    const at = path.replace('{id}', 'all');
    expect((await door.send('PUT', at, body)).status).toBe(isTaken ? 204 : 400);
    // What comes in the path does not come in the body.
    expect(JSON.stringify(schema)).not.toContain('"id"');
    expect((await door.send('PUT', at, { ...body, id: 'all' })).status).toBe(400);
  });
});
