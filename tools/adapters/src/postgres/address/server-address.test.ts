import { describe, expect, it } from 'vitest';
import { parseAddress, withLogin } from './server-address.ts';

describe('an address', () => {
  it('is taken apart', () => {
    const address = parseAddress('orders', 'postgresql://ann:p%40ss@db.example:5433/shop?sslmode=require');
    expect(address).toMatchObject({
      host: 'db.example',
      database: 'shop',
      user: 'ann',
      password: 'p@ss',
      encrypted: true,
    });
    expect(address.label).toBe('db.example:5433/shop');
  });

  it('may lead to a socket', () => {
    const address = parseAddress('orders', 'postgresql:///shop?host=/run/postgresql&user=ann');
    expect(address).toMatchObject({ host: '/run/postgresql', database: 'shop', user: 'ann', password: '' });
  });

  it('takes another login', () => {
    const other = withLogin(parseAddress('orders', 'postgres://ann:x@h/shop?application_name=a'), 'bob', 'y&/ü');
    expect(parseAddress('orders', other.url)).toMatchObject({
      host: 'h',
      database: 'shop',
      user: 'bob',
      password: 'y&/ü',
    });
    expect(other.url).not.toContain('ann');
    expect(other.url).toContain('application_name=a');
  });

  it.each([
    ['mysql://ann:secret@h/shop', 'does not start with postgresql://'],
    ['postgresql://ann:secret@h:port/shop', 'not a URL'],
    ['postgresql://ann:secret@h', 'names no database'],
    ['postgresql://h/shop?password=secret', 'names no user'],
  ])('that is wrong is refused without being repeated: %s', (url, why) => {
    expect(() => parseAddress('orders', url)).toThrow(expect.objectContaining({ code: 'CARV-507' }));
    expect(() => parseAddress('orders', url)).toThrow(why);
    expect(() => parseAddress('orders', url)).not.toThrow('secret');
  });
});
