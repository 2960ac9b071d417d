import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get as plainGet } from 'node:http';
import { get as secureGet } from 'node:https';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificates } from '@carveout/runtime/testing/certificates';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { loadCommand } from './load-command.ts';
import { oneCheckout } from './one-checkout.ts';
import { StartedShops } from './started-shops.ts';
import type { StartedShop } from './started-shops.ts';

/** A process for each module, behind the gateway, with queries over HTTP, found through a file. */
const topology = readFileSync('deployables/topology.eureka.yaml', 'utf8').replace(
  'discovery: eureka',
  'discovery: static',
);

/** Production migrates nothing at a start. */
const migrateAndUp = (file: string): readonly string[] => [
  'sh',
  '-c',
  '"$0" tools/cli/bin/carveout.js migrate "$1" && exec "$0" tools/cli/bin/carveout.js up "$1"',
  process.execPath,
  file,
];

const folder = mkdtempSync(join(tmpdir(), 'carveout-tls-'));
const shops = new StartedShops(testDatabase(), testVhost());
let shop: StartedShop;

beforeAll(async () => {
  const file = (name: keyof typeof certificates): string => {
    const path = join(folder, `${name}.pem`);
    writeFileSync(path, certificates[name]);
    return path;
  };
  const env = {
    NODE_ENV: 'production',
    CARVEOUT_TLS_CERT: file('cert'),
    CARVEOUT_TLS_KEY: file('key'),
    CARVEOUT_TLS_CA: file('ca'),
    PAYMENTS_FAKE_VAULT_SECRET: 'the-vault-secret-of-this-test-alone',
    CARVEOUT_SHEDDING: 'off',
  };
  shop = await shops.start({ text: topology }, { env, command: migrateAndUp, readyWithinMs: 300_000 });
});

afterAll(async () => {
  await shops.stopAll();
  rmSync(folder, { recursive: true, force: true });
});

it('the whole shop in production mode over TLS: a checkout, and a load of which no request fails', async () => {
  const answered = await oneCheckout(shop.up.url);
  expect(answered.text).toContain('your order is placed');
  expect(answered.status).toBe(200);
  const { code, printed, report } = await loadCommand(shop.up.url, shop.databaseUrl);
  expect(report.failures).toEqual([]);
  expect(report.checkouts.acknowledged.length).toBeGreaterThan(0);
  expect(printed).toContain('OK: the invariants hold');
  expect(code).toBe(0);
});

it('no module answers without TLS, nor anybody without a certificate of its authority', async () => {
  const answers = await Promise.all(
    inner(shop.up.folder).map(async (port) => ({
      plain: await answer(plainGet, { port }),
      stranger: await answer(secureGet, { port, ca: certificates.ca }),
      member: await answer(secureGet, { port, ...certificates }),
    })),
  );
  expect(answers.filter(({ plain }) => plain !== 'ECONNRESET')).toEqual([]);
  expect(answers.filter(({ stranger }) => stranger !== 403)).toEqual([]);
  expect(new Set(answers.map(({ member }) => member))).toEqual(new Set([200, 404]));
});

interface Listed {
  readonly http: number;
  readonly link?: number;
  readonly secure?: boolean;
}

/** The ports at which deployables take requests of the gateway, and calls. */
function inner(upFolder: string): number[] {
  const modules = JSON.parse(readFileSync(join(upFolder, 'instances.json'), 'utf8')) as Record<string, Listed[]>;
  const listed = Object.values(modules).flat();
  expect(listed.length).toBeGreaterThanOrEqual(10);
  expect(listed.filter(({ secure }) => secure !== true)).toEqual([]);
  return listed.flatMap(({ http, link }) => (link === undefined ? [http] : [http, link]));
}

/** The status of `/api/currencies`, or the code of what happened instead. */
function answer(get: typeof secureGet, options: RequestOptions): Promise<number | string> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', path: '/api/currencies', agent: false, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
