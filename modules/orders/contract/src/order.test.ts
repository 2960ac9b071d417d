import { describe, expect, it } from 'vitest';
import { PlaceOrder } from './order.ts';

const good = {
  customer: 'c-1',
  currency: 'EUR',
  email: 'someone@example.com',
  address: {
    street: '1600 Amphitheatre Parkway',
    city: 'Mountain View',
    state: 'CA',
    country: 'United States',
    zipCode: '94043',
  },
  card: 'tok_12345678',
};
const paths = (input: unknown) => PlaceOrder.safeParse(input).error?.issues.map(({ path }) => path.join('.'));

describe('placing an order', () => {
  it('takes what a checkout form gives', () => {
    expect(paths(good)).toBeUndefined();
  });

  it.each([
    [{ email: 'someone' }, 'email'],
    [{ currency: 'euro' }, 'currency'],
    [{ address: { ...good.address, street: '  ' } }, 'address.street'],
    [{ address: { ...good.address, zipCode: 94043 } }, 'address.zipCode'],
    [{ card: '4432801561520454' }, 'card'],
    [{ card: '4432-8015-6152-0454' }, 'card'],
  ])('refuses %j and says where', (part, path) => {
    expect(paths({ ...good, ...part })).toEqual([path]);
  });
});
