import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { connect } from 'amqplib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { need } from '../../vitest/index.ts';
import { identify } from '../joining/process-identity.ts';
import { listenersOf } from '../processes/listeners.fixture.ts';
import { rabbitmqAnswers } from './answers.ts';
import { createVhost } from './create-vhost.ts';
import type { ClusterNode, PrivateCluster } from './private-cluster.ts';
import { startPrivateCluster } from './private-cluster.ts';

need('private-rabbitmq');
let cluster: PrivateCluster;
let nodes: readonly [ClusterNode, ClusterNode, ClusterNode];

beforeAll(async () => {
  cluster = await startPrivateCluster({ nodes: 3 });
  nodes = cluster.nodes as typeof nodes;
});

afterAll(() => cluster?.remove());

/** The processes that have a folder's name in their environment, as all of a node's have. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(folder);
    } catch {
      return false; // gone, or somebody else's
    }
  });
}

function homeOf(node: ClusterNode): string {
  return /(?<=\0|^)HOME=([^\0]+)/.exec(readFileSync(`/proc/${node.pid}/environ`, 'latin1'))![1]!;
}

it('is three nodes on 127.0.0.1 alone, named by one address each', () => {
  expect(new Set(nodes.map(({ pid }) => pid)).size).toBe(3);
  expect(cluster.url.split(',')).toEqual(nodes.map(({ url }) => url));
  for (const node of nodes) {
    const listeners = listenersOf(node.pid);
    expect(listeners).toContain(`127.0.0.1:${node.port}`);
    expect(listeners.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
  }
});

it('serves a quorum queue by two nodes while the third is killed, frozen and back', async () => {
  const [first, second, third] = nodes;
  const connection = await connect(first.url);
  const channel = await connection.createConfirmChannel();
  const quorum = { durable: true, arguments: { 'x-queue-type': 'quorum' } };
  await channel.assertQueue('kept', quorum);
  const publish = async (text: string): Promise<void> => {
    channel.sendToQueue('kept', Buffer.from(text), { persistent: true });
    await channel.waitForConfirms();
  };
  await publish('all of them');
  const killed = third.pid;
  const home = homeOf(third);
  await third.kill();
  expect(identify(killed)).toBeUndefined();
  expect(await rabbitmqAnswers(third.url, undefined)).toBe(false);
  await expect.poll(() => processesOf(home), { timeout: 20_000 }).toEqual([]);
  await publish('two of them');
  await third.start();
  expect(third.pid).not.toBe(killed);
  await second.kill('SIGSTOP');
  await publish('one that is frozen');
  await second.kill('SIGCONT');
  await connection.close();

  const after = await connect(third.url);
  const reader = await after.createChannel();
  const read: string[] = [];
  await reader.consume('kept', (message) => message && read.push(message.content.toString()), { noAck: true });
  await expect.poll(() => read, { timeout: 30_000 }).toEqual(['all of them', 'two of them', 'one that is frozen']);
  await after.close();
  expect(await first.ctl('list_queues', '--silent', 'name')).toContain('kept');
}, 120_000);

it('gets a vhost that runs on all nodes, also one that a node has left out', async () => {
  const [first, , third] = nodes;
  const { url, drop } = await createVhost(first, 'left-out');
  const atThird = url.replace(`:${first.port}/`, `:${third.port}/`);
  await third.ctl('eval', 'rabbit_vhost_sup_sup:stop_and_delete_vhost(<<"left-out">>).');
  await expect(connect(atThird)).rejects.toThrow();
  await createVhost(first, 'left-out');
  const connection = await connect(atThird);
  await connection.close();
  await drop();
}, 120_000);

it('leaves nothing behind', async () => {
  const folder = homeOf(nodes[0]).split('/carveout-1@localhost')[0]!;
  expect(processesOf(folder).length).toBeGreaterThanOrEqual(4); // the port mapper, too
  await cluster.remove();
  await expect.poll(() => processesOf(folder), { timeout: 20_000 }).toEqual([]);
  expect(existsSync(folder)).toBe(false);
});
