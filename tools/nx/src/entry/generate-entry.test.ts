import { parseTopology } from '@carveout/runtime/topology';
import { describe, expect, it } from 'vitest';
import { generateEntry } from './generate-entry.ts';

const modules = ['gift-cards', 'new', 'storefront'];
const links = 'links: { commands: rabbitmq, queries: rabbitmq, events: rabbitmq }';
const packagesOf = (module: string) => ({ contract: `@shop/${module}`, core: `@shop/${module}-core` });

function entryOf(text: string, name: string): string {
  const topology = parseTopology(text, { file: 'deployables/topology.yaml', modules });
  return generateEntry(
    topology,
    topology.deployables.find((one) => one.name === name)!,
    packagesOf,
  );
}

describe('the entry of a deployable', () => {
  it('runs the cores it hosts, and as the door serves every contract', () => {
    const text = `deployables: { front: [storefront, new], other: rest }\n${links}`;
    const topology = JSON.stringify(parseTopology(text, { file: 'deployables/topology.yaml', modules }));
    expect(entryOf(text, 'front')).toBe(`// Generated from deployables/topology.yaml. Changes are lost.
import { run } from '@carveout/runtime/run';
import storefrontModule from '@shop/storefront-core';
import newModule from '@shop/new-core';
import storefrontModuleContract from '@shop/storefront';
import newModuleContract from '@shop/new';
import giftCardsModuleContract from '@shop/gift-cards';

await run({
  deployable: "front",
  topology: ${topology},
  modules: [storefrontModule, newModule],
  contracts: [storefrontModuleContract, newModuleContract, giftCardsModuleContract],
  links: { rabbitmq: () => import('@carveout/adapters/rabbitmq') },
  store: () => import('@carveout/adapters/postgres'),
  told: process.argv.slice(2),
});
`);
  });

  it('imports no contract when clients do not reach it', () => {
    const entry = entryOf(`deployables: { front: [storefront, new], other: rest }\n${links}`, 'other');
    expect(entry).toContain('modules: [giftCardsModule],\n  contracts: [],');
    expect(entry).not.toMatch(/Contract|storefront-core|new-core/);
  });

  it('of one process has the broker at hand only where links name it: to take over what its queues hold', () => {
    expect(entryOf(`deployables: { all: rest }\n${links}`, 'all')).toContain('rabbitmq: () => import(');
    expect(entryOf('deployables: { all: rest }\n', 'all')).toContain('links: {},');
  });
});
