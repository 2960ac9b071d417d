import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Discovery } from '@carveout/runtime';
import type { DiscoveryWorld } from '@carveout/testing/conformance/discovery';
import { discoveryConformance, keptLog } from '@carveout/testing/conformance/discovery';
import type { StaticAddress } from './index.ts';
import { createStaticDiscovery } from './index.ts';

const byHand = 'who edits the file adds and removes instances';

discoveryConformance('a file', async (): Promise<DiscoveryWorld> => {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-static-'));
  const [file, away] = [join(folder, 'modules.yaml'), join(folder, 'modules.yaml.away')];
  const held: Record<string, unknown[]> = {};
  const { log, lines } = keptLog();
  const opened: Discovery[] = [];
  const write = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(held));
    renameSync(`${file}.new`, file);
  };
  write();
  const plants: Record<string, unknown> = { nonsense: { host: 'a b', http: 80 }, outside: '203.0.113.9:80' };
  return {
    delayMs: 2_500,
    lines,
    open() {
      const discovery = createStaticDiscovery({ file, log });
      opened.push(discovery);
      return discovery;
    },
    program: { file: join(import.meta.dirname, 'fixture/program.ts'), settings: () => ({ file }) },
    startRegistry: async () => renameSync(away, file),
    stopRegistry: async () => renameSync(file, away),
    async register(module, instances) {
      held[module] = instances.map(({ host, ports, secure, zone }): StaticAddress => ({
        host,
        ...ports,
        secure,
        zone,
      }));
      write();
    },
    async plant(module, kind) {
      held[module] = [...(held[module] ?? []), plants[kind]];
      write();
    },
    without: {
      registration: byHand,
      killed: byHand,
      empty: 'a file that has forgotten all is one that somebody has emptied',
      systems: 'a file belongs to one system',
      ids: 'ids are made of host and ports',
      metadata: 'the file keeps none',
    },
    async close() {
      await Promise.all(opened.map((discovery) => discovery.stop()));
      rmSync(folder, { recursive: true });
    },
  };
});
