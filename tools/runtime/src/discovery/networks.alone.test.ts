import { lookup as systemLookup } from 'node:dns';
import { describe, expect, it, vi } from 'vitest';
import { Networks, USUAL_NETWORKS, usualNetworks } from './networks.ts';

vi.mock('node:dns', () => ({ lookup: vi.fn() }));

const usual = new Networks();

describe('the usual networks', () => {
  it.each(['127.0.0.1', '127.8.8.8', '10.1.2.3', '172.31.0.1', '192.168.1.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])(
    'have %s',
    (address) => {
      expect(usual.allowsAddress(address)).toBe(true);
      expect(usual.allowsHost(address)).toBe(true);
    },
  );

  it.each(['169.254.169.254', '8.8.8.8', '172.32.0.1', '0.0.0.0', '::', 'fe80::1', 'fe80::1%eth0', '2001:db8::1'])(
    'do not have %s',
    (address) => {
      expect(usual.allowsAddress(address)).toBe(false);
      expect(usual.allowsHost(address)).toBe(false);
    },
  );

  it.each(['::1%lo', 'fd00::1%eth0', '::ffff:10.0.0.1%1'])('do not have an address with a zone: %s', (address) => {
    expect(usual.allowsAddress(address)).toBe(false);
    expect(usual.allowsHost(address)).toBe(false);
  });

  it.each(['::ffff:169.254.169.254', '::ffff:8.8.8.8', '64:ff9b::169.254.169.254'])(
    'are not entered by another way to write an address: %s',
    (address) => expect(usual.allowsHost(address)).toBe(false),
  );
});

it.each(['0.0.0.0', '::', '10.0.0.1', 'shop.internal'])('leave out loopback where others reach %s', (host) => {
  const networks = new Networks(usualNetworks(host));
  for (const address of ['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])
    expect(networks.allowsAddress(address), address).toBe(false);
  for (const address of ['10.1.2.3', 'fd00::1']) expect(networks.allowsAddress(address), address).toBe(true);
});

it.each(['127.0.0.1', '127.0.0.2', '::1', 'localhost'])('have loopback where only this machine reaches %s', (host) => {
  expect(usualNetworks(host)).toBe(USUAL_NETWORKS);
});

describe('host names', () => {
  it.each(['localhost', 'stock-0.stock.shop.svc.cluster.local', 'host.', 'a1', 'under_score.example'])(
    'may be %s',
    (host) => expect(usual.allowsHost(host)).toBe(true),
  );

  it.each(['', '.', 'a b', 'a/b', 'user@host', 'host:80', '[::1]', '-a', 'a..b', 'x'.repeat(64), 'ü.example'])(
    "may not be '%s'",
    (host) => expect(usual.allowsHost(host)).toBe(false),
  );

  it.each(['2130706433', '0x7f000001', '127.1', '0177.0.0.1', '10.0.0.0x1', '1.2.3.4.', '127.1.'])(
    'may not be an address in another notation: %s',
    (host) => expect(usual.allowsHost(host)).toBe(false),
  );
});

describe('a list', () => {
  it('may name networks and addresses', () => {
    const networks = new Networks('203.0.113.0/24, 2001:db8::/32,198.51.100.7');
    for (const address of ['203.0.113.9', '2001:db8::9', '198.51.100.7'])
      expect(networks.allowsAddress(address), address).toBe(true);
    for (const address of ['127.0.0.1', '198.51.100.8']) expect(networks.allowsAddress(address), address).toBe(false);
  });

  it.each([
    '',
    'x',
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '::/129',
    '10.0.0.0/8,',
    '10.0.0/8',
    'fe80::1%lo/64',
  ])("is refused where it is '%s'", (text) => expect(() => new Networks(text)).toThrow(/CARVEOUT_NETWORKS/));
});

describe('lookup', () => {
  type Found = { readonly address: string; readonly family: number }[];
  const finds = (error: Error | null, found: Found): void => {
    vi.mocked(systemLookup).mockImplementation(((_host: string, _options: object, done: (...all: unknown[]) => void) =>
      done(error, found)) as never);
  };
  const looked = (options: object): Promise<unknown[]> =>
    new Promise((resolve) => usual.lookup('h.example', options, (...all) => resolve(all)));
  const mixed = [
    { address: '169.254.169.254', family: 4 },
    { address: '10.0.0.1', family: 4 },
  ];

  it('answers those addresses of a name that are allowed', async () => {
    finds(null, mixed);
    expect(await looked({ all: true })).toEqual([null, [mixed[1]]]);
    expect(await looked({})).toEqual([null, '10.0.0.1', 4]);
  });

  it('refuses a name that leads elsewhere, and says where', async () => {
    finds(null, mixed.slice(0, 1));
    const [error] = await looked({ all: true });
    expect(error).toMatchObject({ code: 'EACCES' });
    expect(String(error)).toContain('169.254.169.254');
  });

  it('passes on that a name is not found', async () => {
    const error = Object.assign(new Error('no such host'), { code: 'ENOTFOUND' });
    finds(error, []);
    expect((await looked({}))[0]).toBe(error);
  });
});
