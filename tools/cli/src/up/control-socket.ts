import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptFolder } from '@carveout/testing/folders';

/** What `carveout scale` asks of the `up` that runs. */
export interface Scale {
  readonly deployable: string;
  readonly replicas: number;
}

/** The kernel takes 107 bytes of path for a socket (unix(7)). */
const LONGEST = 100;

/** Where the `up` of a workspace can be asked. */
export function controlSocket(workspaceRoot: string): string {
  const inside = join(keptFolder(workspaceRoot), 'up.sock');
  if (Buffer.byteLength(inside) <= LONGEST) return inside;
  return join(tmpdir(), `carveout-${createHash('sha256').update(inside).digest('hex').slice(0, 16)}.sock`);
}
