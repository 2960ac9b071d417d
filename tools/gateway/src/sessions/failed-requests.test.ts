import { expect, it } from 'vitest';
import { identify } from '../identity/identify.ts';
import { silent } from '../testing/around-policies.ts';
import { openGateway } from '../testing/open-gateway.ts';
import { openUpstream } from '../testing/open-upstream.ts';
import { send } from '../testing/send.ts';

it('a session is given with an answer of unknown outcome too: who repeats the request must be the same visitor', async () => {
  const broken = await openUpstream({ answer: (_, response) => response.socket!.resetAndDestroy() });
  const { url } = await openGateway({
    at: { stock: [broken.port] },
    options: {
      before: [identify({ tokens: undefined, sessions: { cookie: 'shop', roles: [] }, log: silent })],
    },
  });
  const { status, headers } = await send(`${url}/stock`, { 'idempotency-key': 'mine' }, 'POST', 'x');
  expect([status, headers['idempotency-key'], headers['cache-control']]).toEqual([502, 'mine', 'no-store']);
  expect(headers['set-cookie']).toEqual([expect.stringMatching(/^shop=[\w-]{43};/)]);
});
