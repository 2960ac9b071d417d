import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { openDoor } from '../testing/open-door.ts';
import { things } from '../testing/shop.ts';
import { openApiDocument } from './document.ts';

interface Described {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: { readonly properties?: object } }> };
  readonly responses: Record<string, { readonly content?: Record<string, { readonly schema: unknown }> }>;
  readonly security: readonly object[];
  readonly description: string;
}
type Document = { readonly paths: Record<string, Record<string, Described>> };

const document = openApiDocument([things], { title: 'Things', sessionCookie: 'visitor' }) as Document;

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)));
    expect(result.errors).toBeUndefined();
    expect(result.valid).toBe(true);
  });

  it('refers only to what it contains', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!.split('/'));
    expect(references.length).toBeGreaterThan(10);
    for (const steps of references) {
      const target = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
      expect(target, steps.join('/')).toBeDefined();
    }
  });

  it('splits the input into path, query and body', () => {
    const { get: list } = document.paths['/things']!;
    const { put: change, delete: remove } = document.paths['/things/{id}']!;
    expect(list!.parameters!.map(({ name, in: place }) => `${place}:${name}`)).toEqual([
      'query:limit',
      'query:tags',
      'query:sizes',
      'query:cheap',
      'query:near',
      'query:text',
    ]);
    expect(list!.parameters!.every(({ required }) => !required)).toBe(true);
    expect(change!.parameters).toMatchObject([{ name: 'id', in: 'path', required: true }, { name: 'Idempotency-Key' }]);
    expect(Object.keys(change!.requestBody!.content['application/json']!.schema.properties!)).toEqual(['quantity']);
    expect(remove!.requestBody).toBeUndefined();
    expect(remove!.parameters).toMatchObject([{ name: 'id' }, { name: 'force', in: 'query' }, {}]);
  });

  it('tells declared errors per status with their data, and who may call', () => {
    const make = document.paths['/things']!['post']!;
    expect(JSON.stringify(make.responses['409'])).toContain('"available"');
    expect(JSON.stringify(make.responses['404'])).toContain('"UNKNOWN_THING"');
    expect(make.security).toEqual([{ session: [] }, { bearer: [] }]);
    expect(make.description).toContain('`customer`');
    expect(document.paths['/things']!['get']!.security).toEqual([]);
  });

  it('leaves out what the door does not serve', () => {
    expect(JSON.stringify(document)).not.toContain('things.inside');
  });

  it('is served, with the explorer beside it from local files', async () => {
    const door = await openDoor(() => 1, { title: 'Things' });
    const served = await door.send('GET', '/openapi.json');
    expect(await served.json()).toMatchObject({ openapi: '3.1.0', info: { title: 'Things' } });
    const page = await (await door.send('GET', '/explorer')).text();
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)]
      .map((match) => match[1]!)
      .filter((at) => at !== 'data:,');
    expect(files.every((file) => file.startsWith('/'))).toBe(true);
    for (const file of files) {
      const response = await door.send('GET', file);
      expect(response.status, file).toBe(200);
      expect((await response.text()).length, file).toBeGreaterThan(50);
      expect((await door.send('HEAD', file)).status, file).toBe(200);
    }
    expect((await door.send('GET', '/explorer/package.json')).status).toBe(404);
    expect((await door.send('GET', '/explorer/..%2Fpackage.json')).status).toBe(404);
  });
});
