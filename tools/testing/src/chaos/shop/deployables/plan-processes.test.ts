import { join } from 'node:path';
import { listModules, loadTopology, parseTopology } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';
import { describe, expect, it } from 'vitest';
import { otherwise, planProcesses, underTest } from './plan-processes.ts';

const topologyOf = (more: string) =>
  parseTopology(
    `deployables:
  shop: { modules: [storefront, carts], replicas: 2 }
  orders: { modules: [orders], replicas: 2 }
links: { commands: http, queries: http, events: rabbitmq }
${more}`,
    { file: 'topology.yaml', modules: ['storefront', 'carts', 'orders'] },
  );
const namesOf = (topology: Topology) =>
  planProcesses(underTest(topology)).map(({ name, door }) => (door ? `${name}, the door` : name));
const planned = (more: string) => namesOf(topologyOf(more));

describe('the processes of a run', () => {
  it('are those of the topology, with the probes, and one door that clients reach', () => {
    expect(planned('discovery: static')).toEqual([
      'shop, the door',
      'orders.1',
      'orders.2',
      'marks',
      'witness.1',
      'witness.2',
    ]);
  });

  it('reach the probes by RabbitMQ where a topology has no links', () => {
    const one = parseTopology('deployables: { all: [storefront] }', { file: 'one.yaml', modules: ['storefront'] });
    expect(underTest(one).links).toEqual({ commands: 'rabbitmq', queries: 'rabbitmq', events: 'rabbitmq' });
    expect(underTest(topologyOf('')).links).toEqual({ commands: 'http', queries: 'http', events: 'rabbitmq' });
  });

  it('have the gateway as their door where there is one', () => {
    const all = planned('gateway: { replicas: 3 }');
    expect(all.filter((name) => name.endsWith('the door'))).toEqual(['gateway, the door']);
    expect(all).toEqual(expect.arrayContaining(['shop.1', 'shop.2']));
  });

  it.each([
    ['replicas', ['door, the door', 'orders.1', 'orders.2', 'goods', 'money']],
    ['carved', ['monolith, the door', 'payments.1', 'payments.2']],
    [
      'http',
      [
        ...['storefront, the door', 'catalog', 'carts', 'currencies', 'recommendations', 'orders.1', 'orders.2'],
        ...['inventory', 'payments.1', 'payments.2', 'shipping', 'notifications'],
      ],
    ],
  ])('are as the README says in topology.%s.yaml', (name, own) => {
    const workspace = join(import.meta.dirname, '../../../../../..');
    const topology = loadTopology(workspace, `tools/testing/src/chaos/shop/topology.${name}.yaml`);
    expect(namesOf(topology)).toEqual([...own, 'marks', 'witness.1', 'witness.2']);
    expect(new Set(topology.deployables.flatMap(({ modules }) => modules))).toEqual(new Set(listModules(workspace)));
  });

  it('are those of the workspace, also where a topology names another program', () => {
    const topology = topologyOf('');
    const [shop, orders] = topology.deployables;
    expect(otherwise({ ...topology, deployables: [shop!, { ...orders!, program: './orders' }] })).toEqual([
      'orders is run from this workspace, not by ./orders',
    ]);
  });

  it.each([
    ['discovery: static', []],
    ['discovery: consul', [/through a file in place of consul/]],
    ['discovery: eureka\ngateway: {}', [/in place of eureka/, /tokens of an issuer of this run/]],
  ])('are told of where they differ: %j', (more, lines) => {
    expect(otherwise(topologyOf(more))).toEqual(lines.map((line) => expect.stringMatching(line)));
  });
});
