import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Discovery, Instance } from '@carveout/runtime';
import { keptLog } from '@carveout/testing/conformance/discovery';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StaticOptions } from './index.ts';
import { createStaticDiscovery } from './index.ts';

let folder: string;
let discovery: Discovery | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-static-'));
});

afterEach(async () => {
  await discovery?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Seen {
  readonly pictures: Record<string, readonly Instance[]>;
  readonly lines: readonly Record<string, unknown>[];
  hosts(module: string): string[] | undefined;
}

async function start(options: Omit<StaticOptions, 'log'>, modules: readonly string[]): Promise<Seen> {
  const { log, lines } = keptLog();
  const pictures: Record<string, readonly Instance[]> = {};
  discovery = createStaticDiscovery({ ...options, log });
  await discovery.start(modules, (module, instances) => void (pictures[module] = instances));
  return { pictures, lines, hosts: (module) => pictures[module]?.map(({ host }) => host) };
}

/** The interval is so long that only the system can have told of the change. */
const told = { pollMs: 60_000 };
const soon = { timeout: 20_000, interval: 10 };

describe('addresses', () => {
  it('are a host and a port, or more', async () => {
    const { pictures } = await start(
      {
        addresses: {
          orders: [
            'orders.internal:8080',
            '[fd00::1]:80',
            { host: '10.0.0.1', http: 80, link: 81, zone: 'a', secure: true },
            { host: '10.0.0.1', link: 81 },
          ],
        },
      },
      ['orders', 'carts'],
    );
    const rest = { secure: false, metadata: {} };
    expect(pictures).toEqual({
      orders: [
        { id: 'orders.internal:8080:', host: 'orders.internal', ports: { http: 8080 }, ...rest },
        { id: '[fd00::1]:80:', host: 'fd00::1', ports: { http: 80 }, ...rest },
        { ...rest, id: '10.0.0.1:80:81', host: '10.0.0.1', ports: { http: 80, link: 81 }, zone: 'a', secure: true },
        { id: '10.0.0.1::81', host: '10.0.0.1', ports: { link: 81 }, ...rest },
      ],
      carts: [],
    });
  });

  it('that cannot work are refused at once, all of them together', () => {
    const { log } = keptLog();
    const refused = (options: object) => {
      try {
        createStaticDiscovery({ log, ...options } as StaticOptions);
      } catch (error) {
        return error as { code: string; message: string };
      }
      throw new Error('it was taken');
    };
    const { code, message } = refused({
      pollMs: 1,
      addresses: { orders: ['nowhere', { host: 'a', http: 70_000 }, { host: 'a' }], carts: 'a:1' },
    });
    expect(code).toBe('CARV-440');
    for (const part of ['pollMs', 'nowhere', 'http is no port', 'needs http or link', '"carts" needs a list'])
      expect(message).toContain(part);
    expect(refused({}).message).toContain('either file or addresses');
    expect(refused({ file: 'a', addresses: {} }).message).toContain('either file or addresses');
  });
});

describe('a file', () => {
  it.each([
    ['YAML', 'orders:\n  - 10.0.0.1:80\n  - { host: 10.0.0.2, link: 90 } # the second\n'],
    ['JSON', '{"orders": ["10.0.0.1:80", {"host": "10.0.0.2", "link": 90}]}'],
  ])('may be %s', async (_, text) => {
    const file = join(folder, 'modules');
    writeFileSync(file, text);
    const { hosts } = await start({ file }, ['orders']);
    expect(hosts('orders')).toEqual(['10.0.0.1', '10.0.0.2']);
  });

  it('is read anew at once when it is written, and when it is replaced by rename', async () => {
    const file = join(folder, 'modules.yaml');
    writeFileSync(file, 'orders: ["10.0.0.1:80"]');
    const { hosts } = await start({ file, ...told }, ['orders']);
    writeFileSync(file, 'orders: ["10.0.0.2:80"]');
    await vi.waitFor(() => expect(hosts('orders')).toEqual(['10.0.0.2']), soon);
    for (const nr of [3, 4, 5]) {
      writeFileSync(join(folder, 'new'), `orders: ["10.0.0.${nr}:80"]`);
      renameSync(join(folder, 'new'), file);
      await vi.waitFor(() => expect(hosts('orders')).toEqual([`10.0.0.${nr}`]), soon);
    }
  });

  it('is read anew at once when the link is swapped over which Kubernetes mounts it', async () => {
    const mount = (version: string): void => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'modules.yaml'), `orders: ["${version}.internal:80"]`);
      symlinkSync(version, join(folder, '..data_tmp'));
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    mount('v1');
    symlinkSync('..data/modules.yaml', join(folder, 'modules.yaml'));
    const { hosts } = await start({ file: join(folder, 'modules.yaml'), ...told }, ['orders']);
    expect(hosts('orders')).toEqual(['v1.internal']);
    mount('v2');
    rmSync(join(folder, 'v1'), { recursive: true });
    await vi.waitFor(() => expect(hosts('orders')).toEqual(['v2.internal']), soon);
  });

  it('is read at intervals where nothing tells of a change', async () => {
    const [elsewhere, file] = [join(folder, 'elsewhere'), join(folder, 'here/modules.yaml')];
    for (const name of [elsewhere, join(folder, 'here')]) mkdirSync(name);
    writeFileSync(join(elsewhere, 'modules.yaml'), 'orders: ["10.0.0.1:80"]');
    symlinkSync('../elsewhere/modules.yaml', file);
    const { hosts } = await start({ file, pollMs: 100 }, ['orders']);
    writeFileSync(join(elsewhere, 'modules.yaml'), 'orders: ["10.0.0.2:80"]');
    await vi.waitFor(() => expect(hosts('orders')).toEqual(['10.0.0.2']), soon);
  });

  it.each([
    ['is half written', 'orders: ["10.0.0.2'],
    ['is empty', ''],
    ['holds something else', '- orders'],
    ['has a key twice', 'orders: []\norders: []'],
    ['is a bomb of aliases', `a: &a [${'x,'.repeat(50)}]\n${'b: [*a]\n'}c: [*a, *a]\norders: {b: *a}`],
    ['is larger than is sensible', `orders: []\n#${'x'.repeat(1024 * 1024)}`],
  ])('that %s leaves the last picture in use, says why, and logs it once', async (_, text) => {
    const file = join(folder, 'modules.yaml');
    writeFileSync(file, 'orders: ["10.0.0.1:80"]');
    const { hosts, lines } = await start({ file, pollMs: 50 }, ['orders']);
    writeFileSync(file, text);
    await vi.waitFor(() => expect(discovery!.health()).toContain(file), soon);
    expect(hosts('orders')).toEqual(['10.0.0.1']);
    writeFileSync(join(folder, 'new'), 'orders: ["10.0.0.3:80"]');
    renameSync(join(folder, 'new'), file);
    await vi.waitFor(() => expect(hosts('orders')).toEqual(['10.0.0.3']), soon);
    expect(discovery!.health()).toBeUndefined();
    expect(lines.filter((line) => line['code'] === 'CARV-441').length).toBe(1);
  });

  it('of which one module cannot be read tells the others', async () => {
    const file = join(folder, 'modules.yaml');
    writeFileSync(file, 'orders: 10.0.0.1:80\ncarts: ["10.0.0.2:80", 7, {host: "x y", http: 1}]');
    const { hosts, lines } = await start({ file }, ['orders', 'carts']);
    expect([hosts('orders'), hosts('carts')]).toEqual([undefined, ['10.0.0.2']]);
    expect(discovery!.health()).toMatch(/"orders" needs a list of addresses/);
    expect(lines.map((line) => line['code'])).toEqual(['CARV-442', 'CARV-442', 'CARV-441']);
  });

  it('may come later, with its folder, and may go', async () => {
    const file = join(folder, 'later/modules.yaml');
    const { hosts } = await start({ file, pollMs: 50 }, ['orders']);
    expect(discovery!.health()).toContain('ENOENT');
    mkdirSync(join(folder, 'later'));
    writeFileSync(file, 'orders: ["10.0.0.1:80"]');
    await vi.waitFor(() => expect(hosts('orders')).toEqual(['10.0.0.1']), soon);
    unlinkSync(file);
    await vi.waitFor(() => expect(discovery!.health()).toContain('ENOENT'), soon);
    expect(hosts('orders')).toEqual(['10.0.0.1']);
  });
});
