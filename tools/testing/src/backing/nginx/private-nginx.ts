import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { noNginx } from '../errors/carv-493-no-nginx.ts';
import { accepts } from '../processes/accepts.ts';
import { startDetached } from '../processes/detached.ts';
import { freePort } from '../processes/free-port.ts';
import { run } from '../processes/run.ts';
import type { RunResult } from '../processes/run.ts';
import { waitUntilUp } from '../processes/wait-until-up.ts';
import { throwAway } from '../rabbitmq/throw-away.ts';
import type { ThrowAway } from '../rabbitmq/throw-away.ts';
import { requireInstalledNginx } from './installation.ts';

/** An nginx that belongs to one test. */
export interface PrivateNginx {
  readonly url: string;
  readonly port: number;
  /** Of the master process. */
  readonly pid: number;
  /** What it has written to its standard output and error: one stream, in order. */
  log(): string;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** How soon it must listen, in ms. */
const START_WITHIN_MS = 60_000;

/**
 * Starts an nginx with a configuration, in a folder of its own, which is its prefix: relative paths lead there.
 *
 * @param configurationFor answers the text for the port of 127.0.0.1 that it shall listen at.
 * @throws BackingUnavailable CARV-493 when there is no nginx.
 */
export async function startPrivateNginx(configurationFor: (port: number) => string): Promise<PrivateNginx> {
  const program = await requireInstalledNginx(() => undefined);
  const port = await freePort();
  const prefix = prefixWith(configurationFor(port));
  const { folder, add, remove } = prefix;
  const logFile = join(folder, 'output.log');
  const server = await startDetached({
    file: program,
    args: [...argumentsFor(folder), '-g', 'daemon off;'],
    environment: process.env,
    folder,
    logFile,
  });
  if (server instanceof Error) return refused(prefix, server.message);
  add(server);
  const reason = await waitUntilUp({
    process: server,
    logFile,
    answers: () => accepts(port),
    within: START_WITHIN_MS,
  });
  if (reason !== undefined) return refused(prefix, reason);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: server.pid,
    log: () => readFileSync(logFile, 'utf8'),
    remove,
  };
}

/** Has nginx read a configuration without running it (`nginx -t`). */
export async function checkNginxConfiguration(configuration: string): Promise<RunResult> {
  const program = await requireInstalledNginx(() => undefined);
  const { folder, remove } = prefixWith(configuration);
  try {
    // Into a file: nginx opens /dev/stdout anew, which cannot be done with the socket that a parent may have put there.
    const logFile = join(folder, 'output.log');
    const { ok } = await run('/bin/sh', [
      '-c',
      'exec "$@" >"$0" 2>&1',
      logFile,
      program,
      ...argumentsFor(folder),
      '-t',
    ]);
    return { ok, output: readFileSync(logFile, 'utf8') };
  } finally {
    await remove();
  }
}

async function refused({ remove }: ThrowAway, reason: string): Promise<never> {
  await remove();
  throw noNginx([{ origin: 'installed', reason }]);
}

function prefixWith(configuration: string): ThrowAway {
  const prefix = throwAway('carveout-nginx-');
  // Started by root, its workers are somebody else, and must reach what the master made for them.
  chmodSync(prefix.folder, 0o755);
  writeFileSync(join(prefix.folder, 'nginx.conf'), configuration);
  return prefix;
}

function argumentsFor(folder: string): string[] {
  return ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
}
