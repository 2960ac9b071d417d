import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linkSecretOf } from './link-secret.ts';
import { ownInstance } from './own-instance.ts';
import { tlsOf } from './tls-files.ts';

let folder: string;
const file = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-tls-'));
  for (const name of ['cert', 'key', 'ca']) writeFileSync(file(name), `-----BEGIN ${name}-----`);
  writeFileSync(file('none'), 'not a PEM file');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the TLS files of a process', () => {
  const all = () => ({ CARVEOUT_TLS_CERT: file('cert'), CARVEOUT_TLS_KEY: file('key'), CARVEOUT_TLS_CA: file('ca') });

  it('are read together, or there are none', () => {
    expect(tlsOf(all())).toEqual({
      cert: '-----BEGIN cert-----',
      key: '-----BEGIN key-----',
      ca: '-----BEGIN ca-----',
    });
    expect(tlsOf({})).toBeUndefined();
    expect(tlsOf({ CARVEOUT_TLS_CERT: '', CARVEOUT_TLS_KEY: '', CARVEOUT_TLS_CA: '' })).toBeUndefined();
  });

  it('come with the name that others’ certificates are made out to, where there is one', () => {
    expect(tlsOf({ ...all(), CARVEOUT_TLS_NAME: 'shop.internal' })).toMatchObject({ servername: 'shop.internal' });
    expect(tlsOf({ ...all(), CARVEOUT_TLS_NAME: '' })).not.toHaveProperty('servername');
  });

  it('are refused when one is missing, cannot be read, or is none', () => {
    expect(() => tlsOf({ ...all(), CARVEOUT_TLS_CA: '' })).toThrow(
      expect.objectContaining({ code: 'CARV-632', message: expect.stringMatching(/set CARVEOUT_TLS_CA too/) }),
    );
    for (const wrong of [file('away'), file('none')])
      expect(() => tlsOf({ ...all(), CARVEOUT_TLS_KEY: wrong })).toThrow(
        expect.objectContaining({ code: 'CARV-633', message: expect.stringMatching(/^CARVEOUT_TLS_KEY: /) }),
      );
  });
});

describe('the secret of the HTTP link', () => {
  it('is long, and fit for a header', () => {
    const secret = 's'.repeat(32);
    expect(linkSecretOf({ CARVEOUT_LINK_SECRET: secret })).toBe(secret);
    expect(linkSecretOf({})).toBeUndefined();
    for (const wrong of ['s'.repeat(31), `${secret} `, `${secret}ä`])
      expect(() => linkSecretOf({ CARVEOUT_LINK_SECRET: wrong })).toThrow(
        expect.objectContaining({ code: 'CARV-633' }),
      );
  });
});

describe('a process as others find it', () => {
  const self = { id: 'i', deployable: 'shop', ports: { link: 1 }, secure: false, zone: 'a' };
  const hostOf = (listens: string, env: NodeJS.ProcessEnv = {}) => ownInstance({ ...self, listens }, env).host;

  it('is where it listens, or where it is told to be', () => {
    expect(ownInstance({ ...self, listens: '10.0.0.7' }, {})).toEqual({
      id: 'i',
      host: '10.0.0.7',
      ports: { link: 1 },
      secure: false,
      zone: 'a',
      metadata: { deployable: 'shop' },
    });
    expect(hostOf('0.0.0.0', { CARVEOUT_ADVERTISE: 'shop-1.internal' })).toBe('shop-1.internal');
  });

  it.each(['0.0.0.0', '::'])('is at an address of this machine when it listens at %s', (everywhere) => {
    const addresses = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
    const outward = addresses.filter(({ internal }) => !internal).map(({ address }) => address);
    expect(outward.length > 0 ? outward : ['127.0.0.1']).toContain(hostOf(everywhere));
  });
});
