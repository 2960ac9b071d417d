import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkInvariants } from '../load/index.ts';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { access, firstUnderKey, keyOf } from './bad-input/access.ts';
import { json, OPERATOR_TOKEN } from './bad-input/bad-input.ts';
import type { BadInput, World } from './bad-input/bad-input.ts';
import { bodies } from './bad-input/bodies.ts';
import { AMERICAN_EXPRESS, cards, DECLINED_CARD, EXPIRED_CARD, GOOD_CARD, WRONG_DIGITS } from './bad-input/cards.ts';
import { exchange, rawExchange } from './exchange.ts';
import type { Answer, Sent } from './exchange.ts';
import { fields, myOrder } from './bad-input/fields.ts';
import { bytes, paths } from './bad-input/paths.ts';
import { INSIDE } from './inside.ts';
import { oneCheckout } from './one-checkout.ts';
import { newSession } from './session.ts';
import type { Session } from './session.ts';
import { separateTopology, standardTopology, StartedShops } from './started-shops.ts';
import type { StartedShop } from './started-shops.ts';

const shops = new StartedShops(testDatabase(), testVhost());

describe.each([
  ['one process', standardTopology],
  ['a process for each module', separateTopology],
])('bad input: %s', { timeout: 120_000 }, (_name, topology) => {
  const me = newSession();
  let shop: StartedShop;
  let world: World;
  let ordinary: { status: number; text: string };

  beforeAll(async () => {
    shop = await shops.start({ text: topology }, { env: { STOREFRONT_OPERATOR_TOKEN: OPERATOR_TOKEN } });
    ordinary = await oneCheckout(shop.up.url);
    expect(ordinary.status, shop.up.printed().slice(-4_000)).toBe(200);
    world = await twoCustomers([me, newSession()], send);
    expect((await send(me, firstUnderKey(world))).status).toBe(200);
  });
  afterAll(() => shops.stopAll());

  const send = (who: Session, sent: Sent): Promise<Answer> =>
    exchange(shop.up.url, { ...sent, headers: { cookie: who.cookie, ...sent.headers } });

  describe.each([
    ['bodies', bodies],
    ['fields', fields],
    ['cards and details', cards],
    ['access', access],
    ['paths and methods', paths],
  ])('%s', (_group, cases) => {
    it.each(cases)('$what: $status', async (one: BadInput) => {
      const answer = await send(me, one.sends(world));
      expect({ status: answer.status, ...told(answer, one) }).toEqual({ status: one.status, ...expected(one) });
      for (const [name, value] of Object.entries(one.headers ?? {}))
        expect(String(answer.headers[name])).toMatch(value);
      expect(answer.text).not.toMatch(INSIDE);
    });
  });

  it.each(bytes)('%s', async (_what, sent, answer) => {
    const got = await rawExchange(shop.up.url, sent);
    expect(got).toMatch(answer);
    expect(got).not.toMatch(INSIDE);
  });

  it('and nothing was harmed', async () => {
    const { up, databaseUrl } = shop;
    expect(await oneCheckout(up.url)).toEqual(ordinary);
    // Of all that was refused, nothing came into the cart.
    const cart = await send(me, { path: `/api/carts/${world.me}` });
    expect(JSON.parse(cart.text)).toEqual({ customer: world.me, items: [{ productId: 'OLJCESPC7Z', quantity: 4 }] });
    const again = await send(me, firstUnderKey(world));
    expect([again.status, again.headers['idempotency-key']]).toEqual([200, keyOf(world)]);

    expect((await checkInvariants({ environment: { DATABASE_URL: databaseUrl } })).faults).toEqual([]);
    expect(up.printed()).not.toMatch(/starting it again|\b(?:ERROR|FATAL):/);
    const numbers = [GOOD_CARD, EXPIRED_CARD, WRONG_DIGITS, AMERICAN_EXPRESS, DECLINED_CARD];
    expect(numbers.filter((number) => up.printed().includes(number))).toEqual([]);
  });
});

/** What a refusal says, as far as its case says what that must be. */
function told({ headers, text }: Answer, { page, issues }: BadInput): object {
  if (page !== undefined) return { type: headers['content-type'], page: page.test(text) ? String(page) : text };
  const problem = JSON.parse(text) as { code?: string; status: number; issues?: { path: string[] }[] };
  return {
    type: headers['content-type'],
    told: problem.status,
    code: problem.code,
    ...(issues === undefined ? {} : { issues: [...new Set(problem.issues?.map(({ path }) => path.join('.')))] }),
  };
}

function expected({ status, code, page, issues }: BadInput): object {
  if (page !== undefined) return { type: 'text/html; charset=utf-8', page: String(page) };
  return { type: 'application/problem+json', told: status, code, ...(issues === undefined ? {} : { issues }) };
}

/** Two customers with something in the cart; the other one has ordered before. */
async function twoCustomers(
  [me, other]: readonly [Session, Session],
  send: (who: Session, sent: Sent) => Promise<Answer>,
): Promise<World> {
  const done = async <Output>(who: Session, sent: Sent): Promise<Output> => {
    const answer = await send(who, sent);
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as Output;
  };
  const fill = (who: Session): Promise<unknown> =>
    done(who, json('POST', `/api/carts/${who.customer}/items`, { productId: 'OLJCESPC7Z', quantity: 2 }));
  const card = { number: GOOD_CARD, cvv: '672', expirationMonth: 1, expirationYear: 2039 };
  const { token } = await done<{ token: string }>(me, json('POST', '/api/cards', { card }));
  const somebodyElse = other.customer;
  const world = { me: me.customer, somebodyElse, card: token, theirOrder: '' };
  await fill(other);
  const { id } = await done<{ id: string }>(other, myOrder({ ...world, me: somebodyElse }));
  await Promise.all([fill(me), fill(other)]);
  return { ...world, theirOrder: id };
}
