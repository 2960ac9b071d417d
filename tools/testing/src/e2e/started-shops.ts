import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { createDatabase, createVhost } from '../backing/index.ts';
import type { TestDatabase, TestVhost } from '../vitest/index.ts';
import { shopUp, workspaceRoot } from './shop-up.ts';
import type { ShopUp, UpSettings } from './shop-up.ts';

/** The topology of the repository: all modules in one process. */
export const standardTopology = readFileSync(join(workspaceRoot, 'deployables/topology.yaml'), 'utf8');
/** The one with a process for each module. */
export const separateTopology = readFileSync(join(workspaceRoot, 'deployables/topology.separate.yaml'), 'utf8');

export interface StartedShop {
  readonly up: ShopUp;
  readonly databaseUrl: string;
}

/** Shops that a file's tests start and stop, each on a database and in a vhost of its own. */
export class StartedShops {
  readonly #server: TestDatabase;
  readonly #broker: TestVhost;
  readonly #running: { readonly up: ShopUp; readonly codes: readonly (number | null)[]; drop(): Promise<void> }[] = [];

  constructor(server: TestDatabase, broker: TestVhost) {
    this.#server = server;
    this.#broker = broker;
  }

  async start(topology: UpSettings['topology'], more: Partial<UpSettings> = {}): Promise<StartedShop> {
    const name = `up_${randomBytes(6).toString('hex')}`;
    const database = await createDatabase({ url: this.#server.url }, name);
    const vhost = await createVhost({ url: this.#broker.url, managementUrl: this.#broker.managementUrl }, name);
    const env = { DATABASE_URL: database.url, RABBITMQ_URL: vhost.url, ...more.env };
    const up = await shopUp({ ...more, topology, env });
    this.#running.push({
      up,
      // npm ends by the signal that it was sent.
      codes: more.command === undefined ? [0] : [0, null],
      drop: async () => {
        await vhost.drop();
        await database.drop();
      },
    });
    return { up, databaseUrl: database.url };
  }

  /** Every stop is also a test: SIGTERM ends all of it cleanly. */
  async stopAll(): Promise<void> {
    for (const { up, codes, drop } of this.#running.splice(0)) {
      const code = await up.stop();
      expect(codes, up.printed().slice(-4_000)).toContain(code);
      await drop();
    }
  }
}
