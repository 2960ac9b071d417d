import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import { management, startPrivateCluster, startPrivateRabbitmq } from '../../backing/index.ts';
import type { PrivateCluster, PrivateRabbitmq } from '../../backing/index.ts';
import type { QueueKind } from './arguments.ts';
import { EXCHANGE, KEYS } from './publisher.ts';

export const QUEUE = 'audited';
const WHOLE_MS = 120_000;

/** What the messages are sent to: one broker, or a cluster of three nodes, with a queue that takes them. */
export interface BatteredBroker {
  readonly urls: readonly string[];
  kill(node: number): Promise<void>;
  /** Starts a node again; resolves when the queue is whole: on a cluster, when each of its members is back. */
  revive(node: number): Promise<void>;
  remove(): Promise<void>;
}

export async function startBatteredBroker(queue: QueueKind): Promise<BatteredBroker> {
  const broker = queue === 'quorum' ? await startPrivateCluster({ nodes: 3 }) : await startPrivateRabbitmq();
  try {
    return await battered(queue, broker);
  } catch (error) {
    await broker.remove();
    throw error;
  }
}

async function battered(queue: QueueKind, broker: PrivateCluster | PrivateRabbitmq): Promise<BatteredBroker> {
  const nodes = 'nodes' in broker ? broker.nodes : [broker];
  await declare(nodes[0]!.url, queue);
  // Confirms cover messages. What was declared goes to disk a moment later: RabbitMQ 3.10 writes the directory of
  // quorum queues down after half a second, and Mnesia's log when it is told to.
  await sleep(2_000);
  for (const node of nodes) await node.ctl('eval', 'mnesia:sync_log().');
  return {
    urls: nodes.map(({ url }) => url),
    kill: (node) => nodes[node]!.kill(),
    async revive(node) {
      await nodes[node]!.start();
      if (nodes.length > 1) await whole(nodes[node]!.managementUrl, nodes.length);
    },
    remove: () => broker.remove(),
  };
}

async function declare(url: string, queue: QueueKind): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertExchange(EXCHANGE, 'direct', { durable: true });
  await channel.assertQueue(QUEUE, { durable: true, arguments: { 'x-queue-type': queue } });
  for (const key of KEYS) await channel.bindQueue(QUEUE, EXCHANGE, key);
  await connection.close();
}

async function whole(managementUrl: string, members: number): Promise<void> {
  const api = management(managementUrl);
  const until = Date.now() + WHOLE_MS;
  for (;;) {
    const { online = [] } = await api.get<{ online?: string[] }>(`/queues/%2F/${QUEUE}`).catch(() => ({ online: [] }));
    if (online.length === members) return;
    if (Date.now() > until) throw new Error(`${online.length} of ${members} members of the queue after ${WHOLE_MS} ms`);
    await sleep(200);
  }
}
