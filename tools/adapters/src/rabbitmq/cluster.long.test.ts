import { management, startPrivateCluster } from '@carveout/testing/backing';
import type { ClusterNode, PrivateCluster } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from './fixture/eventually.ts';
import { call, echo, event, linkMaker } from './fixture/links.ts';

/* On a cluster of its own, whose nodes are killed. */

need('private-rabbitmq');
const links = linkMaker();
let cluster: PrivateCluster;
beforeAll(async () => {
  cluster = await startPrivateCluster({ nodes: 3 });
});
// A test that fails between a kill and a start must not take the majority from the next.
afterEach(() => Promise.all(cluster.nodes.map((node) => node.start())), 120_000);
afterAll(() => cluster?.remove());

interface Queue {
  readonly name: string;
  readonly type: string;
  readonly node: string;
  readonly online?: readonly string[];
}

function queuesSeenBy(node: ClusterNode): Promise<Queue[]> {
  return management(node.managementUrl).get<Queue[]>('/queues/%2F');
}

/** The node that keeps the calls' queue first: the one whose death the queue does not survive. */
async function homeFirst(queue: string): Promise<ClusterNode[]> {
  const home = (await queuesSeenBy(cluster.nodes[0]!)).find(({ name }) => name === queue)!.node;
  return [...cluster.nodes].sort((one, other) => Number(other.name === home) - Number(one.name === home));
}

it('goes on after each node was killed in turn, and loses no event', async () => {
  // A module that never comes: what no queue takes is kept.
  const [host, caller] = [links(cluster.url), links(cluster.url, { limits: { listeningMs: 1 } })];
  await Promise.all([host.calls.start(), host.events.start(), caller.calls.start(), caller.events.start(['nobody'])]);
  await host.calls.serve('served', echo);
  const heard = new Set<unknown>();
  const source = { module: 'news', event: 'happened', version: 1 };
  await host.events.subscribe({ module: 'served', listener: 'on-happened', source }, async ({ payload }) => {
    heard.add(payload);
    return { kind: 'done' };
  });
  const confirmed: number[] = [];
  let published = 0;
  const publish = async (): Promise<boolean> => {
    const payload = (published += 1);
    return caller.events.publish(event('news', `k${payload % 7}`, payload)).then(
      () => confirmed.push(payload) > 0,
      () => false,
    );
  };
  const answered = async (): Promise<boolean> => (await call(caller, 'served', 1, 2_000)).kind === 'value';
  await eventually('all is well', async () => (await answered()) && (await publish()));
  // RabbitMQ 3.10 writes a new queue's place in its directory down only after half a second.
  await new Promise((resolve) => setTimeout(resolve, 3_000));

  for (const node of await homeFirst('carveout.served.calls')) {
    const others = cluster.nodes.filter((one) => one !== node);
    await node.kill();
    await eventually(`calls are answered without ${node.name}`, answered, 30_000);
    await eventually(`events are confirmed without ${node.name}`, publish, 60_000);
    const before = confirmed.length;
    await Promise.all(Array.from({ length: 50 }, publish));
    expect(confirmed.length).toBeGreaterThan(before);
    // From 4.3 on, a queue would by itself wait a minute for a consumer whose node is gone.
    await eventually('what is confirmed is heard', () => confirmed.every((one) => heard.has(one)), 30_000);
    const sides = [host.calls, host.events, caller.calls, caller.events];
    await eventually('all are healthy', () => sides.every((side) => side.health() === undefined), 60_000);
    await node.start();
    await eventually(
      'the quorum queues are whole',
      async () =>
        (await queuesSeenBy(others[0]!)).every(({ type, online }) => type !== 'quorum' || online?.length === 3),
      90_000,
    );
    await eventually(`calls are answered with ${node.name}`, answered, 60_000);
  }
}, 420_000);

it('serves and listens where the node that keeps a classic queue is down already, and returns when it is back', async () => {
  const first = links(cluster.url);
  await Promise.all([first.calls.start(), first.events.start()]);
  await first.calls.serve('late', echo);
  const source = { module: 'news', event: 'happened', version: 1 };
  const listening = { module: 'late', listener: 'on-happened', source };
  await first.events.subscribe(listening, async () => ({ kind: 'done' }));
  const [home] = (await homeFirst('carveout.late.calls')) as [ClusterNode];
  const [survivor] = cluster.nodes.filter((node) => node !== home) as [ClusterNode];
  await home.kill();
  const second = links(cluster.url, { limits: { consumersMs: 500, startMs: 60_000 } });
  await Promise.all([second.calls.start(), second.events.start()]);
  await second.calls.serve('late', echo);
  await second.events.subscribe(listening, async () => ({ kind: 'done' }));
  await eventually('it is healthy', () => second.calls.health() === undefined && second.events.health() === undefined);
  await first.calls.stop(0);
  // Its caller learns of the other lane from the first call that nobody takes.
  await eventually('calls are answered', async () => (await call(second, 'late', 1, 2_000)).kind === 'value', 60_000);
  await home.start();
  await eventually(
    'the spare queue has gone with its last consumer',
    async () => (await queuesSeenBy(survivor)).every(({ name }) => name !== 'carveout.late.calls.spare'),
    60_000,
  );
  await eventually('calls are answered', async () => (await call(second, 'late', 2, 2_000)).kind === 'value', 60_000);
}, 240_000);
