import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, it } from 'vitest';
import { things } from '../testing/shop.ts';
import { openApiDocument } from './document.ts';
import type { GatewayInFront } from './usual-responses.ts';

interface Answer {
  readonly description: string;
  readonly headers?: object;
}
interface Document {
  readonly paths: Record<string, Record<string, { responses: Record<string, { $ref?: string }>; security: object[] }>>;
  readonly components: { readonly responses: Record<string, Answer>; readonly securitySchemes: object };
}

function told(gateway?: GatewayInFront) {
  const document = openApiDocument([things], { title: 'Things', sessionCookie: 'visitor', gateway }) as Document;
  const { paths, components } = document;
  const answer = (method: string, path: string, status: number): Answer | undefined => {
    const { $ref } = paths[path]![method]!.responses[status] ?? {};
    return $ref === undefined ? undefined : components.responses[$ref.replace('#/components/responses/', '')];
  };
  return { document, answer, schemes: Object.keys(components.securitySchemes) };
}

it.each([undefined, { tokens: true }, { tokens: false }])('is valid with %o', async (gateway) => {
  const { document } = told(gateway);
  expect((await new Validator().validate(JSON.parse(JSON.stringify(document)))).errors).toBeUndefined();
  const references = JSON.stringify(document).matchAll(/"#\/components\/responses\/(\w+)"/g);
  for (const [, name] of references) expect(document.components.responses, name).toHaveProperty(name!);
});

it('a gateway’s document tells of rates, broken connections and tokens', () => {
  const { answer, schemes } = told({ tokens: true });
  expect(schemes).toEqual(['session', 'bearer']);
  expect(Object.keys(answer('get', '/things', 429)!.headers!)).toEqual([
    'Retry-After',
    'RateLimit',
    'RateLimit-Policy',
  ]);
  expect(answer('get', '/things', 429)!.description).toContain('CARV-342');
  expect(answer('post', '/things', 502)!.description).toMatch(/CARV-304.*CARV-348.*CARV-305/);
  expect(answer('post', '/things', 503)!.description).toContain('CARV-341');
  expect(answer('get', '/things', 400)!.description).toContain('CARV-340');
  // What is public refuses a bad token, too.
  expect(answer('get', '/things', 401)!.description).toMatch(/CARV-340/);
  expect(answer('post', '/things', 401)!.description).toMatch(/CARV-303.*CARV-340/);
  expect(Object.keys(answer('post', '/things', 401)!.headers!)).toEqual(['WWW-Authenticate']);
});

it('without tokens, none is offered or refused', () => {
  const { document, answer, schemes } = told({ tokens: false });
  expect(schemes).toEqual(['session']);
  expect(document.paths['/things']!['post']!.security).toEqual([{ session: [] }]);
  expect(answer('get', '/things', 401)).toBeUndefined();
  expect(answer('post', '/things', 503)!.description).not.toContain('CARV-341');
  expect(answer('get', '/things', 429)).toBeDefined();
});

it('a door counts nobody, and has nobody behind it', () => {
  const { answer } = told();
  for (const status of [429, 502]) expect(answer('get', '/things', status)).toBeUndefined();
});
