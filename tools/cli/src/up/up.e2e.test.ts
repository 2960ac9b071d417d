import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { testDatabase, testVhost } from '@carveout/testing/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  freePort,
  processesWith,
  removeEntries,
  startCommand,
  takePort,
  untilGone,
  workspace,
} from '../testing/started-command.ts';
import type { StartedCommand } from '../testing/started-command.ts';

const database = testDatabase();
const vhost = testVhost();

const THREE = `deployables:
  shop: rest
  recommendations: { modules: [recommendations], replicas: 2 }
links: { commands: rabbitmq, queries: rabbitmq, events: rabbitmq }
`;

let started: StartedCommand[] = [];
let folders: string[] = [];
let environment: NodeJS.ProcessEnv;

beforeEach(async () => {
  environment = {
    DATABASE_URL: database.url,
    RABBITMQ_URL: vhost.url,
    PORT: String(await freePort()),
    ADMIN_PORT: String(await freePort()),
  };
});

afterEach(async () => {
  for (const one of started) one.signal('SIGTERM');
  await Promise.all(started.map((one) => one.ended));
  for (const folder of folders) {
    await untilGone(folder);
    removeEntries(join(folder, 'three.yaml'));
    rmSync(folder, { recursive: true, force: true });
  }
  [started, folders] = [[], []];
});

/** A topology file in a folder of its own, where what is kept goes too. */
function topologyOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-up-'));
  folders.push(folder);
  writeFileSync(join(folder, 'three.yaml'), text);
  return join(folder, 'three.yaml');
}

/** Starts `carveout`, or `npm`, which runs it, and has exit codes of its own. */
function up(program: 'carveout' | 'npm', topology: string, ...flags: string[]): StartedCommand {
  const words = program === 'npm' ? ['npm', 'run', '-s', 'up', '--'] : ['carveout', 'up'];
  const one = startCommand([...words, topology, ...flags], { CARVEOUT_FOLDER: dirname(topology), ...environment });
  started.push(one);
  return one;
}

/** What the programs of this file's topologies begin with, and those of no other checkout. */
const programs = join(workspace, '.carveout/entries/three-');

/** The processes that run a deployable's program. */
function running(deployable: string): number[] {
  const ours = processesWith(programs);
  return processesWith(`/${deployable}.ts`).filter((pid) => ours.includes(pid));
}

const noneRuns = () => untilGone(programs);
const ready = () => fetch(`http://127.0.0.1:${environment['PORT']}/health/ready`).then(({ status }) => status);

describe('up', { timeout: 180_000 }, () => {
  it('starts every process, keeps it running, refuses a second up, and ends all on SIGTERM', async () => {
    const topology = topologyOf(THREE);
    const one = up('carveout', topology);
    await one.until(new RegExp(`^carveout +\\| ready: http://localhost:${environment['PORT']}$`, 'm'));
    expect(one.printed()).toMatch(/^carveout +\| starting 3 processes of /m);
    for (const name of ['shop', 'recommendations.1', 'recommendations.2']) {
      expect(one.printed()).toMatch(new RegExp(`^carveout +\\| ${name} is ready \\(\\d of 3\\), .*admin http://`, 'm'));
      // Each line of a process bears its name, and is for people to read.
      await one.until(new RegExp(`^${name} +\\| \\[[\\d:.]+\\] INFO: ready`, 'm'));
    }
    expect(one.printed()).not.toContain('{"level"');
    expect(await ready()).toBe(200);

    const [victim] = running('recommendations');
    process.kill(victim!, 'SIGKILL');
    const [, name] = await one.until(/\| (recommendations\.\d) was ended by SIGKILL; starting it again in 0\.5 s/);
    await one.until(new RegExp(`starting it again[^]*\\| ${name!.replace('.', '\\.')} is ready \\(3 of 3\\)`));
    expect(running('recommendations')).toHaveLength(2);

    environment = { ...environment, PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
    const second = up('carveout', topology);
    expect(await second.ended).toBe(1);
    const [, holder] = /^CARV-621: process (\d+) runs 'up'/m.exec(second.printed())!;
    expect(processesWith(topology)).toContain(Number(holder));

    one.signal('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(one.printed()).toMatch(/all has stopped\n$/);
    // CARV-622 only says that a start takes long.
    expect(one.printed()).not.toMatch(/CARV-(?!622)/);
    expect([...running('shop'), ...running('recommendations')]).toEqual([]);
  });

  it('starts and stops processes of a deployable when it is asked to', async () => {
    const topology = topologyOf(THREE);
    const one = up('carveout', topology);
    await one.until(/ready: /);
    const scaled = async (...asked: string[]): Promise<string> => {
      const asking = startCommand(['carveout', 'scale', ...asked], { CARVEOUT_FOLDER: dirname(topology) });
      started.push(asking);
      return `${await asking.ended} ${asking.printed()}`;
    };
    expect(await scaled('recommendations', '4')).toMatch(/^0 recommendations runs as 4 processes/);
    expect(running('recommendations')).toHaveLength(4);
    await one.until(/recommendations\.[34] is ready \(5 of 5\)/);
    expect(await scaled('recommendations', '1')).toMatch(/^0 recommendations runs as one process/);
    expect(running('recommendations')).toHaveLength(1);
    // Nothing runs then, and all can be had again.
    expect(await scaled('recommendations', '0')).toMatch(/^0 recommendations runs as 0 processes/);
    expect(await scaled('shop', '0')).toMatch(/^0 shop runs as 0 processes/);
    expect([...running('shop'), ...running('recommendations')]).toEqual([]);
    expect(await scaled('shop', '1')).toMatch(/^0 shop runs as one process/);
    expect(await scaled('recommendations', '1')).toMatch(/^0 recommendations runs as one process/);
    expect(await scaled('recommendation', '1')).toMatch(/^1 CARV-218: .*Did you mean 'recommendations'\?/);
    one.signal('SIGTERM');
    expect(await one.ended).toBe(0);
    expect(running('recommendations')).toEqual([]);
    expect(await scaled('recommendations', '1')).toMatch(/^1 CARV-629: /);
  });

  it.each(['PORT', 'ADMIN_PORT'])('says that %s is taken before it starts anything', async (variable) => {
    const taken = await takePort();
    environment = { ...environment, [variable]: String(taken.port) };
    const one = up('carveout', topologyOf(THREE));
    expect(await one.ended).toBe(1);
    taken.release();
    expect(one.printed()).toMatch(new RegExp(`^CARV-631: .*${taken.port}.*set ${variable} to a free port`));
    expect(one.printed()).not.toContain('starting');
  });

  it('stops all when a process cannot start, and says why', async () => {
    const one = up('carveout', topologyOf(`${THREE}ports: { payments.cards: nobody }\n`));
    expect(await one.ended).toBe(1);
    expect(one.printed()).toMatch(/^shop +\| CARV-\d+: .*nobody/m);
    expect(one.printed()).toMatch(/^CARV-623: shop ended with exit code 1 before it was ready/m);
    expect([...running('shop'), ...running('recommendations')]).toEqual([]);
  });

  it.each(['npm', 'carveout'] as const)('ends when %s is killed', async (program) => {
    const one = up(program, topologyOf(THREE));
    await one.until(/ready: /);
    one.signal('SIGKILL');
    await noneRuns();
    await expect(ready()).rejects.toThrow('fetch failed');
  });

  it('kills what does not stop when it is interrupted twice; prints the log as it comes with --json', async () => {
    const one = up('carveout', topologyOf(THREE), '--json');
    await one.until(/"msg":"ready: /);
    process.kill(running('recommendations')[0]!, 'SIGSTOP');
    one.signal('SIGINT');
    await one.until(/stopping; Ctrl-C again kills/);
    one.signal('SIGINT');
    expect(await one.ended).toBe(0);
    expect(running('recommendations')).toEqual([]);
    const lines = one.printed().trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { deployable: string }).deployable)).toEqual(
      expect.arrayContaining(['carveout', 'shop', 'recommendations']),
    );
  });
});
