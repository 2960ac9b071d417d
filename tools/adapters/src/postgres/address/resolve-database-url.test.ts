import { describe, expect, it } from 'vitest';
import { resolveDatabaseUrl, resolveOwnerDatabaseUrl } from './resolve-database-url.ts';

describe('the address of a module’s data', () => {
  it('is the one that DATABASE_URL names for all', () => {
    expect(resolveDatabaseUrl('orders', { DATABASE_URL: 'postgresql://a/b' })).toBe('postgresql://a/b');
  });

  it('is the module’s own where there is one', () => {
    const env = { DATABASE_URL: 'postgresql://a/b', ORDER_ITEMS_DATABASE_URL: 'postgresql://c/d' };
    expect(resolveDatabaseUrl('order-items', env)).toBe('postgresql://c/d');
    expect(resolveDatabaseUrl('orders', env)).toBe('postgresql://a/b');
  });

  it('must be named', () => {
    for (const env of [{}, { DATABASE_URL: ' ', ORDERS_DATABASE_URL: '' }]) {
      expect(() => resolveDatabaseUrl('orders', env)).toThrow(expect.objectContaining({ code: 'CARV-507' }));
      expect(() => resolveDatabaseUrl('orders', env)).toThrow('ORDERS_DATABASE_URL');
    }
  });

  it('is another one for the owner, which has no common form', () => {
    const env = { DATABASE_URL: 'postgresql://a/b', ORDERS_OWNER_DATABASE_URL: 'postgresql://o/d' };
    expect(resolveOwnerDatabaseUrl('orders', env)).toBe('postgresql://o/d');
    expect(resolveOwnerDatabaseUrl('carts', env)).toBeUndefined();
  });
});
