import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase, testVhost } from '@carveout/testing/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileCache } from '../front/compile-cache.ts';
import { freePort, removeEntries, startCommand, takePort, untilGone, workspace } from '../testing/started-command.ts';
import type { StartedCommand } from '../testing/started-command.ts';

const NX = 'node_modules/nx/dist/bin/nx.js';
/** What the programs of this file's topologies begin with, and those of no other checkout. */
const programs = join(workspace, '.carveout/entries/served-');
const database = testDatabase();
const vhost = testVhost();

let folder: string;
let environment: NodeJS.ProcessEnv;
let started: StartedCommand[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-serve-'));
  const topology = join(folder, 'served.yaml');
  const links = 'links: { commands: rabbitmq, queries: rabbitmq, events: rabbitmq }';
  writeFileSync(topology, `deployables: { shop: rest, currencies: [currencies] }\n${links}\n`);
  started = [];
  environment = {
    CARVEOUT_FOLDER: folder,
    CARVEOUT_TOPOLOGY: topology,
    // An Nx that finds another one at work takes that one's graph, which may be of another topology.
    NX_WORKSPACE_DATA_DIRECTORY: join(folder, 'nx'),
    DATABASE_URL: database.url,
    RABBITMQ_URL: vhost.url,
    PORT: String(await freePort()),
    ADMIN_PORT: String(await freePort()),
  };
});

afterEach(async () => {
  for (const one of started) one.signal('SIGTERM');
  await Promise.all(started.map((one) => one.ended));
  await untilGone(programs);
  removeEntries(join(folder, 'served.yaml'));
  rmSync(folder, { recursive: true, force: true });
});

function run(command: readonly string[], more: NodeJS.ProcessEnv = {}): StartedCommand {
  const one = startCommand(command, { ...environment, ...more });
  started.push(one);
  return one;
}

const ready = (port: string) => fetch(`http://127.0.0.1:${port}/health/ready`).then(({ status }) => status);

describe('serve', { timeout: 180_000 }, () => {
  it('starts one deployable with the servers it needs, and ends it on SIGTERM', async () => {
    const one = run(['carveout', 'serve', 'currencies']);
    await one.until(/INFO: ready/);
    expect(one.printed()).toMatch(/^RabbitMQ: /m);
    // It has no data, so that no database is asked for.
    expect(one.printed()).not.toMatch(/PostgreSQL/);
    expect(await ready(environment['ADMIN_PORT']!)).toBe(200);
    one.signal('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.printed()).toMatch(/INFO: stopped/);
  });

  it('keeps what Node has compiled for the next start, in the workspace unless told otherwise', async () => {
    const told = join(folder, 'compiled');
    const one = run(['carveout', 'serve', 'currencies'], { NODE_COMPILE_CACHE: told });
    await one.until(/INFO: ready/);
    one.signal('SIGTERM');
    await one.ended;
    expect(readdirSync(told)).not.toEqual([]);
    expect(compileCache).toBe(join(workspace, 'node_modules/.cache/carveout'));
  });

  it('nx serve ends with Nx', async () => {
    const one = run([process.execPath, NX, 'serve', 'currencies']);
    await one.until(/INFO: ready/);
    one.signal('SIGTERM');
    await one.ended;
    await untilGone(programs);
    await expect(ready(environment['ADMIN_PORT']!)).rejects.toThrow('fetch failed');
  });

  it('nx serve ends when the npx around it is killed', async () => {
    const one = run(['npx', 'nx', 'serve', 'currencies']);
    await one.until(/INFO: ready/);
    one.signal('SIGKILL');
    await untilGone(programs);
    await expect(ready(environment['ADMIN_PORT']!)).rejects.toThrow('fetch failed');
  });

  it('says that the port is taken, and fails under Nx too', async () => {
    const taken = await takePort();
    const alone = run(['carveout', 'serve', 'shop'], { PORT: String(taken.port) });
    const underNx = run([process.execPath, NX, 'serve', 'shop'], {
      PORT: String(taken.port),
    });
    expect(await alone.ended).toBe(1);
    expect(await underNx.ended).not.toBe(0);
    taken.release();
    for (const { printed } of [alone, underNx]) expect(printed()).toMatch(/^CARV-631: door: port \d+ .* is taken/m);
  });

  it('says that an address cannot be used', async () => {
    const one = run(['carveout', 'serve', 'currencies'], { RABBITMQ_URL: 'rabbit' });
    expect(await one.ended).toBe(1);
    expect(one.printed()).toMatch(/^CARV-633: RABBITMQ_URL /m);
  });

  it('answers the exit code of a process that could not start', async () => {
    const one = run(['carveout', 'serve', 'currencies'], { ADMIN_PORT: 'none' });
    expect(await one.ended).toBe(1);
    expect(one.printed()).toMatch(/^CARV-633: ADMIN_PORT /m);
  });

  it('starts it again with --watch when one of its files changes', async () => {
    const one = run(['carveout', 'serve', 'currencies', '--watch']);
    await one.until(/INFO: ready/);
    // Serving it again writes its program anew.
    const other = run(['carveout', 'serve', 'currencies'], { ADMIN_PORT: String(await freePort()) });
    await other.until(/INFO: ready/);
    await one.until(/INFO: ready[^]*Restarting[^]*INFO: ready/);
    one.signal('SIGTERM');
    expect(await one.ended).toBe(0);
  });

  it('names the deployables there are for one that there is not', async () => {
    const one = run(['carveout', 'serve', 'currency']);
    expect(await one.ended).toBe(1);
    expect(one.printed()).toMatch(/^CARV-218: .*Did you mean 'currencies'\?/);
  });
});
