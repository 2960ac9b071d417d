import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProcessIdentity } from '../joining/process-identity.ts';
import { isAlive } from '../joining/process-identity.ts';
import { end, signal } from '../processes/end.ts';

/** How long an exit waits for the servers' end. */
const EXIT_MS = 5_000;
const nobody = new Int32Array(new SharedArrayBuffer(4));

/** A folder of one test's servers, which go with it at the latest when this process exits. */
export interface ThrowAway {
  readonly folder: string;
  /** Remembers a server; those that ended meanwhile do no harm. */
  add(server: ProcessIdentity): void;
  /** Kills the servers and removes the folder. */
  remove(): Promise<void>;
}

/** @param parent @default the system's temporary folder */
export function throwAway(prefix: string, parent = tmpdir()): ThrowAway {
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, prefix));
  const servers: ProcessIdentity[] = [];
  const clear = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const onExit = (): void => {
    for (const server of servers) signal(server, 'SIGKILL', true);
    // What is not gone yet still writes. At an exit nothing can be awaited.
    const until = Date.now() + EXIT_MS;
    while (servers.some(isAlive) && Date.now() < until) Atomics.wait(nobody, 0, 0, 20);
    clear();
  };
  process.once('exit', onExit);
  return {
    folder,
    add: (server) => void servers.push(server),
    async remove() {
      process.off('exit', onExit);
      // All at once: a node that sees its neighbours go would only begin to save itself.
      await Promise.all(servers.map((server) => end(server, [])));
      clear();
    },
  };
}
