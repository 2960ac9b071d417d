import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDatabase } from '../postgres/create-database.ts';
import { postgresAnswers } from '../postgres/answers.ts';
import { usePostgres } from '../postgres/use-postgres.ts';
import { identify, isAlive } from './process-identity.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { readState, stateFileOf, writeState } from './state-file.ts';

interface Holder {
  readonly process: ChildProcess;
  readonly url: string;
  readonly joined: boolean;
}

// Each test makes several databases from nothing, which a busy machine does slowly.
vi.setConfig({ testTimeout: 300_000 });

const fixture = join(import.meta.dirname, 'hold.fixture.ts');
let folder: string;
let holders: ChildProcess[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'carveout-join-'));
  holders = [];
  vi.stubEnv('DATABASE_URL', undefined);
  vi.stubEnv('CARVEOUT_BACKING', 'embedded,installed');
});

afterEach(async () => {
  for (const holder of holders) holder.kill('SIGKILL');
  if (existsSync(stateFileOf(folder))) await (await usePostgres({ folder, persistent: true })).release();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

function begin(keep: 'persistent' | 'throw-away', ending: 'release' | 'leave' = 'release'): ChildProcess {
  const child = spawn(process.execPath, [fixture, folder, keep, ending], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  holders.push(child);
  return child;
}

async function hold(...args: Parameters<typeof begin>): Promise<Holder> {
  return held(begin(...args));
}

async function held(child: ChildProcess): Promise<Holder> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer];
  return { process: child, ...(JSON.parse(chunk.toString()) as { url: string; joined: boolean }) };
}

async function letGo(holder: Holder): Promise<void> {
  const exit = once(holder.process, 'exit');
  holder.process.stdin!.write('go\n');
  await exit;
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** The server of a starter that was killed before it answered: for some 100 ms, which a busy machine may miss. */
async function killedWhileStarting(): Promise<ProcessIdentity> {
  for (;;) {
    const starter = begin('throw-away');
    while (readState(folder) === undefined) await sleep(1);
    await kill(starter);
    const [begun] = readState(folder)?.begun?.processes ?? [];
    if (begun !== undefined) return begun;
    await (await usePostgres({ folder, persistent: false })).release();
  }
}

describe('one server per folder', () => {
  it('is shared by processes that start at once, outlives the one that started it, and stops with the last', async () => {
    const both = await Promise.all([hold('throw-away'), hold('throw-away')]);
    const owner = both.find(({ joined }) => !joined)!;
    const guest = both.find(({ joined }) => joined)!;
    expect(owner.url).toBe(guest.url);
    await letGo(owner);
    expect(await postgresAnswers(guest.url)).toBe(true);
    await letGo(guest);
    expect(await postgresAnswers(guest.url)).toBe(false);
    expect(existsSync(stateFileOf(folder))).toBe(false);
  });

  it('is shared by several uses of one process', async () => {
    const [one, other] = await Promise.all([1, 2].map(() => usePostgres({ folder, persistent: false })));
    expect([one!.joined, other!.joined].sort()).toEqual([false, true]);
    await one!.release();
    await one!.release();
    expect(await postgresAnswers(other!.url)).toBe(true);
    await other!.release();
    expect(await postgresAnswers(other!.url)).toBe(false);
  });

  it("is not reached by a Ctrl-C at its starter's terminal", async () => {
    const holder = await hold('persistent');
    const exit = once(holder.process, 'exit');
    process.kill(-holder.process.pid!, 'SIGINT'); // to the whole process group, as a terminal does
    await exit;
    expect(await postgresAnswers(holder.url)).toBe(true);
  });
});

describe('what a killed process leaves behind', () => {
  it('keeps running and is joined, data and all, where data is kept', async () => {
    const killed = await hold('persistent');
    await createDatabase(killed, 'kept');
    await kill(killed.process);
    const next = await usePostgres({ folder, persistent: true });
    expect(next).toMatchObject({ url: killed.url, joined: true });
    await next.release();
    const later = await usePostgres({ folder, persistent: true });
    expect(later).toMatchObject({ url: killed.url, joined: false });
    await expect(createDatabase(later, 'kept')).rejects.toThrow('already exists');
    await later.release();
  });

  it('is ended and replaced where data is thrown away', async () => {
    const killed = await hold('throw-away');
    const [orphan] = readState(folder)!.running!.processes;
    await createDatabase(killed, 'leftover');
    await kill(killed.process);
    const next = await usePostgres({ folder, persistent: false });
    expect(next.joined).toBe(false);
    expect(isAlive(orphan!)).toBe(false);
    await (await createDatabase(next, 'leftover')).drop();
    await next.release();
  });

  it('is ended when the starter was killed before its server answered', async () => {
    const begun = await killedWhileStarting();
    const next = await usePostgres({ folder, persistent: false });
    expect(next.joined).toBe(false);
    expect(isAlive(begun)).toBe(false);
    await next.release();
  });

  it('ends with a process that exits without releasing a throw-away server', async () => {
    const holder = await hold('throw-away', 'leave');
    await letGo(holder);
    expect(await postgresAnswers(holder.url)).toBe(false);
    expect(existsSync(stateFileOf(folder))).toBe(false);
  });
});

describe('a state file that is wrong', () => {
  it('is replaced when its server is gone, and a stranger with the same pid is left alone', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    holders.push(stranger);
    await once(stranger, 'spawn');
    const gone = { pid: stranger.pid!, began: 'before' };
    const running = { origin: 'embedded' as const, url: 'postgresql://127.0.0.1:1/postgres', processes: [gone] };
    writeState(folder, { running, users: [{ id: 'someone', process: gone }] });
    const use = await usePostgres({ folder, persistent: false });
    expect(use.joined).toBe(false);
    expect(await postgresAnswers(use.url)).toBe(true);
    expect(identify(stranger.pid!)).toBeDefined();
    await use.release();
  });

  it('is replaced when it cannot be read', async () => {
    writeFileSync(stateFileOf(folder), '{ "running": ');
    const use = await usePostgres({ folder, persistent: false });
    expect(await postgresAnswers(use.url)).toBe(true);
    await use.release();
  });
});
