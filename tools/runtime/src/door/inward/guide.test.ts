import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT, importJWK } from 'jose';
import type { JWK, JWTPayload } from 'jose';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openDoor } from '../testing/open-door.ts';
import { newGatewayKeys } from './gateway-keys.ts';
import { inwardPrincipal } from './inward-principal.ts';

const guide = readFileSync(join(import.meta.dirname, '../../../../../docs/guides/wire-format.md'), 'utf8');

it('the guide to the wire format shows a principal that is believed', async () => {
  const section = guide.slice(guide.indexOf('\n## Requests that a gateway passes on\n'));
  const [head, claims] = [...section.matchAll(/```json\n([^]*?)```/g)].map(
    ([, text]) => JSON.parse(text!) as JWTPayload,
  );
  const { key, keys } = await newGatewayKeys();
  const jwk = JSON.parse(key) as JWK;
  const header = await new SignJWT(claims)
    .setProtectedHeader({ ...head, alg: 'EdDSA', kid: jwk.kid! })
    .sign(await importJWK(jwk, 'EdDSA'));
  const log = pino({ level: 'silent' });
  const door = await openDoor(() => ({ pong: true }), {
    principals: await inwardPrincipal({ keys, log, now: () => claims!.iat! * 1_000 }),
  });
  expect((await door.send('GET', '/ping', undefined, { 'carveout-principal': header })).status).toBe(200);
  expect(door.calls[0]?.request.principal).toEqual({ id: claims!.sub, roles: claims!['roles'] });
});
