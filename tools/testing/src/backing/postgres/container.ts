import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeContainer, startContainer } from '../docker/container.ts';
import type { NotHad, Running, StartRequest } from '../joining/running.ts';
import { readSettings, writeSettings } from '../settings.ts';
import { postgresAnswers } from './answers.ts';
import { owner } from './cluster.ts';

const image = 'postgres:17-alpine';

/** Runs PostgreSQL in a container, its data (if kept) in `docker` below the backing folder. */
export async function startPostgresContainer(request: StartRequest): Promise<Running | NotHad> {
  const { folder, persistent, log } = request;
  const settings = readSettings(folder);
  const data = join(folder, 'docker');
  const container = await startContainer({
    image,
    log,
    ports: [5432],
    environment: { POSTGRES_USER: owner, POSTGRES_PASSWORD: settings.password, POSTGRES_DB: 'postgres' },
    command: ['postgres', ...flags(persistent)],
    mount: persistent ? { source: data, target: '/var/lib/postgresql/data' } : undefined,
    prepare: () => {
      writeSettings(folder, settings);
      if (persistent) mkdirSync(data, { recursive: true });
    },
    record: (id) => request.record({ processes: [], container: id }),
  });
  if ('reason' in container) return container;
  const port = container.ports[5432]!;
  const url = `postgresql://${owner}:${settings.password}@${container.host}:${port}/postgres`;
  if (!(await answersTwice(url))) {
    await removeContainer(container.id, false);
    return { reason: `the container of ${image} did not answer within 60 s` };
  }
  log(`started ${image} in Docker on ${container.host}:${port}`);
  return { origin: 'docker', url, processes: [], container: container.id };
}

function flags(persistent: boolean): string[] {
  const settings = ['max_connections=400'];
  if (!persistent) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  return settings.flatMap((setting) => ['-c', setting]);
}

/** The image starts a server to set up a new database and then another: one answer alone may be the first one's. */
async function answersTwice(url: string): Promise<boolean> {
  const until = Date.now() + 60_000;
  let answers = 0;
  while (answers < 2 && Date.now() < until) {
    answers = (await postgresAnswers(url)) ? answers + 1 : 0;
    await sleep(300);
  }
  return answers === 2;
}
