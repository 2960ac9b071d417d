import { LoopDelay } from '@carveout/testing/loop-delay';
import { testVhost } from '@carveout/testing/vitest';
import { expect, it, onTestFinished } from 'vitest';
import { amqpProxyMaker, methods } from '../fixture/amqp-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, send } from '../fixture/links.ts';
import { notesMaker } from '../fixture/notes.ts';
import { watchMaker } from '../fixture/watch.ts';

/*
 * Answers go to a queue of the caller's connection and, as with RabbitMQ's direct reply-to, at most once: an answer that
 * is lost is lost. So the caller learns it from its connection or by its deadline, never from the answer's absence.
 */

const vhost = testVhost();
const links = linkMaker();
const proxies = amqpProxyMaker();
const watch = watchMaker();
const deployables = notesMaker();

it('a host whose caller is gone drops the answer, acknowledges the call and serves others', async () => {
  const [callersWay, hostsWay] = [await proxies(vhost.url), await proxies(vhost.url)];
  const [gone, caller, host] = [
    links(callersWay.url),
    links(vhost.url),
    links(hostsWay.url, { limits: { callPrefetch: 1 } }),
  ];
  await Promise.all([gone.calls.start(), caller.calls.start(), host.calls.start()]);
  const release = Promise.withResolvers<string>();
  let runs = 0;
  const answer = async (): Promise<string> => {
    runs += 1;
    return release.promise;
  };
  const watched = await watch({ caller, host, module: 'answers', what: ['calls'], answer });
  const pending = send(gone, 'answers', 'slow');
  await eventually('it runs', () => runs === 1);
  callersWay.refuse(true);
  callersWay.cut('reset');
  expect(await pending.answer).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
  const count = (): object => ({
    connections: hostsWay.connections,
    closed: hostsWay.seen('to-client', methods.ChannelClose),
  });
  const before = count();
  release.resolve('too late');
  // It holds one call at a time: were that one not acknowledged, no other would come.
  await watched.worksAgain();
  expect(count()).toEqual(before);
});

it('a caller whose answer is lost on the way learns by its deadline that it does not know the outcome', async () => {
  const way = await proxies(vhost.url);
  const [caller, host] = [links(way.url), links(vhost.url)];
  await Promise.all([host.calls.start(), host.events.start()]);
  let ran = 0;
  await host.calls.serve('notes', async ({ operation }) => {
    if (operation === 'erase') ran += 1;
    return { kind: 'value', value: operation === 'read' ? { notes: [] } : {} };
  });
  const { notes } = await deployables.writer(caller);
  await notes.read({});
  const lost = way.swallow('to-client', methods.BasicDeliver);
  const delay = new LoopDelay(() => performance.now());
  delay.start();
  onTestFinished(() => delay.stop());
  const begun = performance.now();
  const outcome = await notes.erase({}).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toMatchObject({ kind: 'outcome-unknown' });
  const learnt = performance.now();
  // Its deadline is 3 s away; what held this process up is not the link's.
  expect(learnt - begun - delay.between(begun, learnt)).toBeLessThan(5_000);
  expect(lost.swallowed).toBe(1);
  expect(ran).toBeGreaterThanOrEqual(1);
  await notes.read({});
  await (await watch({ caller, host, module: 'after-lost', what: ['calls'] })).worksAgain();
});
