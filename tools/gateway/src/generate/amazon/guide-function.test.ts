import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { listening } from '../../testing/configs/echo.ts';
import type { Listening } from '../../testing/configs/echo.ts';

interface Verdict {
  readonly policyDocument: { readonly Statement: readonly { readonly Effect: string }[] };
  readonly context: Readonly<Record<string, string>>;
}
type Handler = (event: object) => Promise<Verdict>;

const guide = join(import.meta.dirname, '../../../../../docs/guides/other-gateways.md');

/** As the guide has it, but for the address of the identity endpoint. */
async function functionOfGuide(url: string): Promise<Handler> {
  const source = /```js\n(export const handler[^]*?)```/.exec(readFileSync(guide, 'utf8'))![1]!;
  const here = source.replace('http://gateway.internal:3002/identity', url);
  expect(here).not.toBe(source);
  const module = (await import(`data:text/javascript,${encodeURIComponent(here)}`)) as { handler: Handler };
  return module.handler;
}

let identity: Listening;
let handler: Handler;

beforeAll(async () => {
  identity = await listening('identity', ({ headers }, _request, response) => {
    response.writeHead(Number(headers['authorization']), { 'Carveout-Principal': 'signed' }).end();
  });
  handler = await functionOfGuide(`http://127.0.0.1:${identity.address.port}/identity`);
});
afterAll(() => identity.close());

const ask = (status: number): Promise<Verdict> =>
  handler({ headers: { Authorization: String(status) }, httpMethod: 'PUT', path: '/api/things/7', methodArn: 'arn' });
const effectOf = ({ policyDocument }: Verdict): string | undefined => policyDocument.Statement[0]?.Effect;

describe("the guide's function for Amazon", () => {
  it('allows what the identity endpoint allows, and says who it is', async () => {
    const verdict = await ask(200);
    expect([effectOf(verdict), verdict.context]).toEqual(['Allow', { principal: 'signed' }]);
    expect(identity.received.at(-1)!.headers).toMatchObject({
      'x-original-method': 'PUT',
      'x-original-uri': '/api/things/7',
    });
  });

  it.each([400, 403, 404, 405])('denies after a %i', async (status) => {
    expect(effectOf(await ask(status))).toBe('Deny');
  });

  it('says by the one word that Amazon knows for it that nobody knows who asks', async () => {
    await expect(ask(401)).rejects.toThrow(/^Unauthorized$/);
  });

  it.each([204, 500, 503])('fails after a %i, which Amazon tells as 503', async (status) => {
    await expect(ask(status)).rejects.toThrow(`answered ${status}`);
  });
});
