import type { AnyOperation, Principal } from '@carveout/contract';
import { describe, expect, it } from 'vitest';
import type { GatewayRoute } from '../routes/gateway-route.ts';
import { listen } from '../testing/listen.ts';
import { aroundPolicies, routeTo } from '../testing/around-policies.ts';
import { send } from '../testing/send.ts';
import { admit } from './admit.ts';

const somebody: Principal = { id: 'ann', roles: ['customer'] };
const own = { byInput: () => 'ann' };

/** Also none at all, which is no default. */
function withAccess(access: unknown): GatewayRoute {
  return { ...routeTo(), operation: { kind: 'query', access } as unknown as AnyOperation };
}

describe('what a contract’s access lets through', () => {
  it.each<[string, unknown, Principal | undefined, number]>([
    ['anybody, where it is public', 'public', undefined, 200],
    ['somebody, where it is public', 'public', somebody, 200],
    ['nobody, where a role is needed', 'customer', undefined, 401],
    ['who has the role', 'customer', somebody, 200],
    ['who has another role', 'operator', somebody, 403],
    ['nobody, where it must be the owner', own, undefined, 401],
    ['whoever may be the owner: the host finds out', own, { id: 'bob', roles: [] }, 200],
    ['one of several roles', ['operator', 'customer'], somebody, 200],
    ['none of several roles', ['operator', 'clerk'], somebody, 403],
    ['a role or the owner', ['operator', own], somebody, 200],
    ['nobody, where nothing is said', undefined, undefined, 401],
    ['somebody, where nothing is said', undefined, { id: 'root', roles: ['public', 'operator', ''] }, 403],
    ['nobody, where nobody is named', [], somebody, 403],
  ])('%s', async (_what, access, principal, status) => {
    let reached = 0;
    const upstream = await listen((_request, response) => {
      reached++;
      response.end('through');
    });
    const url = await aroundPolicies({
      upstream,
      matched: [admit],
      route: () => withAccess(access),
      principal: () => principal,
    });
    const got = await send(url);
    expect(got.status).toBe(status);
    expect(reached).toBe(status === 200 ? 1 : 0);
    expect(got.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined);
    if (status !== 200) expect(JSON.parse(got.text)).toMatchObject({ code: 'CARV-303', status });
  });

  it('pages, which say it themselves', async () => {
    const url = await aroundPolicies({ matched: [admit], route: () => ({ ...routeTo(), operation: undefined }) });
    expect((await send(url)).status).toBe(200);
  });
});
