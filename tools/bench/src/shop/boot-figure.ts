import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleDeployables } from '@carveout/testing/bundles';
import { build } from 'esbuild';
import type { Broker } from '../harness/backing.ts';
import { memoryOf } from '../harness/cpu-time.ts';
import type { Contestant, Figure, ReadyFigure, Sample } from '../harness/figure.ts';
import { freePort } from '../harness/free-port.ts';
import { untilOk } from './until-ok.ts';

const TOPOLOGY = 'deployables/topology.separate.yaml';
const IDLE_MS = 1_500;
const BOOT_WITHIN_MS = 20_000;

export const bootFigure: Figure = {
  name: 'boot',
  what: 'bundled currencies, linked by RabbitMQ: from the start of the process to the first good answer',
  unit: 'ms',
  better: 'lower',
  wanted: [{ against: 'koa', ratio: 1 / 2.2 }, { against: 'koa-bundled' }],
  also: [
    {
      name: 'idle-memory',
      note: 'idle MB',
      unit: 'MB',
      better: 'lower',
      wanted: [{ against: 'koa', ratio: 1 / 1.25 }, { against: 'koa-bundled' }],
    },
  ],
};

export async function withBoots(
  workspace: string,
  broker: Broker,
  measure: (ready: ReadyFigure) => Promise<void>,
): Promise<void> {
  const folder = join(workspace, '.carveout', 'bench');
  const vhost = await broker.vhost('boot');
  const [ours] = await bundleDeployables(workspace, TOPOLOGY, ['currencies'], join('.carveout', 'bench'));
  // The same program twice: as npm installs Koa, which is how it is mostly run, and bundled as ours is.
  const koa = join(import.meta.dirname, 'koa-app.mjs');
  const koaBundled = join(folder, 'koa', 'main.cjs');
  await build({
    entryPoints: [koa],
    outfile: koaBundled,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    logLevel: 'warning',
  });
  const contestants: Contestant[] = [
    { name: 'ours', sample: () => boot(ours!, 'ADMIN_PORT', '/health/ready', { RABBITMQ_URL: vhost.url }) },
    { name: 'koa', sample: () => boot(koa, 'PORT', '/', {}) },
    { name: 'koa-bundled', sample: () => boot(koaBundled, 'PORT', '/', {}) },
  ];
  await measure({ figure: bootFigure, contestants });
}

/** Starts the program, waits for its first 200, and looks at its memory when it has idled for a while. */
async function boot(
  program: string,
  portVariable: string,
  path: string,
  environment: Readonly<Record<string, string>>,
): Promise<Sample> {
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    env: { ...process.env, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...environment, [portVariable]: String(port) },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  try {
    const value = await untilOk(`http://127.0.0.1:${port}${path}`, BOOT_WITHIN_MS, 2, hasEnded);
    await sleep(IDLE_MS);
    return { value, notes: { 'idle MB': memoryOf(child.pid!)?.rss ?? Number.NaN } };
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
