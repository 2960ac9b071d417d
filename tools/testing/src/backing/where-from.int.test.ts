import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BackingUnavailable } from './errors/backing-unavailable.ts';
import { usePostgres } from './postgres/use-postgres.ts';
import { useRabbitmq } from './rabbitmq/use-rabbitmq.ts';
import { readSettings, writeSettings } from './settings.ts';

let parent: string;
let folder: string;
let daemon: Server | undefined;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'carveout-from-'));
  folder = join(parent, 'server');
  for (const name of ['DATABASE_URL', 'RABBITMQ_URL', 'AMQP_URL', 'DOCKER_HOST']) vi.stubEnv(name, undefined);
});

afterEach(() => {
  daemon?.close();
  daemon = undefined;
  vi.unstubAllEnvs();
  rmSync(parent, { recursive: true, force: true });
});

describe('an address in the environment', () => {
  it('wins over everything else, and nothing is started or stopped', async () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://me:secret@db.example/shop');
    vi.stubEnv('AMQP_URL', 'amqp://me:secret@mq.example');
    const lines: string[] = [];
    const log = (line: string): void => void lines.push(line);
    const postgres = await usePostgres({ folder, persistent: false, log });
    const rabbitmq = await useRabbitmq({ folder, persistent: false, log });
    expect(postgres).toMatchObject({ origin: 'environment', url: 'postgresql://me:secret@db.example/shop' });
    expect(rabbitmq).toMatchObject({ origin: 'environment', managementUrl: 'http://me:secret@mq.example:15672' });
    await Promise.all([postgres.release(), rabbitmq.release()]);
    expect(existsSync(folder)).toBe(false);
    expect(lines).toEqual([
      'PostgreSQL: using db.example, which DATABASE_URL names',
      'RabbitMQ: using mq.example, which AMQP_URL names',
    ]);
  });
});

describe('a Docker daemon that cannot have the image', () => {
  it('is passed over with a line that says so', async () => {
    const socket = join(parent, 'docker.sock');
    daemon = createServer((request, response) => {
      const isPing = request.url!.endsWith('/_ping');
      response.writeHead(isPing ? 200 : 500, { 'content-type': 'application/json' });
      response.end(isPing ? 'OK' : '{"message":"no route to registry"}');
    });
    await new Promise<void>((resolve) => daemon!.listen(socket, resolve));
    vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
    vi.stubEnv('CARVEOUT_BACKING', 'docker,embedded,installed');
    const lines: string[] = [];
    const use = await usePostgres({ folder, persistent: false, log: (line) => lines.push(line) });
    await use.release();
    expect(use.origin).not.toBe('docker');
    expect(lines[0]).toMatch(
      /^PostgreSQL: Docker answers, but postgres:17-alpine could not be started: .*without Docker$/,
    );
  });
});

describe('a folder that keeps data', () => {
  it('stays with the origin that it began with, and refuses another one, which would be empty', async () => {
    vi.stubEnv('DOCKER_HOST', `unix://${join(parent, 'none.sock')}`);
    vi.stubEnv('CARVEOUT_BACKING', 'docker,embedded');
    const first = await usePostgres({ folder, persistent: true });
    await first.release();
    expect(first.origin).toBe('embedded');
    expect(readSettings(folder).origin).toBe('embedded');

    vi.stubEnv('CARVEOUT_BACKING', 'docker,installed');
    const refusal = usePostgres({ folder, persistent: true });
    await expect(refusal).rejects.toMatchObject({ code: 'CARV-591' });
    await expect(refusal).rejects.toThrow(/embedded.*CARVEOUT_BACKING.*Run `npm ci`.*DATABASE_URL.*delete the folder/);

    writeSettings(folder, { ...readSettings(folder), origin: 'docker' });
    vi.stubEnv('CARVEOUT_BACKING', undefined);
    await expect(usePostgres({ folder, persistent: true })).rejects.toThrow(/no Docker daemon answers.*Start Docker/);
    await expect(useRabbitmq({ folder, persistent: true })).rejects.toMatchObject({ code: 'CARV-492' });
  });

  it('takes PostgreSQL from npm though Docker is there', async () => {
    const asked: string[] = [];
    const socket = join(parent, 'docker.sock');
    daemon = createServer((request, response) => {
      asked.push(request.url!);
      response.end('OK');
    });
    await new Promise<void>((resolve) => daemon!.listen(socket, resolve));
    vi.stubEnv('DOCKER_HOST', `unix://${socket}`);
    const use = await usePostgres({ folder, persistent: true });
    await use.release();
    expect([use.origin, asked]).toEqual(['embedded', []]);
  });
});

describe('no server to be had', () => {
  it('says what was tried and the one command that would change it', async () => {
    vi.stubEnv('CARVEOUT_BACKING', 'docker,apt');
    vi.stubEnv('CARVEOUT_INSTALL', 'never');
    vi.stubEnv('DOCKER_HOST', `unix://${join(parent, 'none.sock')}`);
    const error = await useRabbitmq({ folder, persistent: false }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(BackingUnavailable);
    const { code, message, remedy } = error as BackingUnavailable;
    expect(code).toBe('CARV-490');
    expect(message).toContain('docker: no Docker daemon answers at DOCKER_HOST');
    expect(message).toContain('installed: not among the origins that CARVEOUT_BACKING allows');
    expect(message).toContain('apt: CARVEOUT_INSTALL=never forbids to install it');
    expect(message).toContain(`Run \`${remedy}\`, or name a server with RABBITMQ_URL.`);
    expect(remedy).toMatch(/rabbitmq/);
    await expect(usePostgres({ folder, persistent: false })).rejects.toMatchObject({ code: 'CARV-590' });
  });
});
