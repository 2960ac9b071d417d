import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need, skipWhereMissing } from '@carveout/testing/vitest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { call, linkMaker, send } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* Before 4.3 the broker closes the channel (406), from then on it cancels the consumer, and that of quorum queues alone. */

need('private-rabbitmq');
const links = linkMaker();
const watch = watchMaker();
let broker: PrivateRabbitmq;
let version: string;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
  version = (await broker.ctl('version')).trim();
  // Each channel reads both when it is opened. Long enough for an acknowledgement that is merely slow.
  await broker.ctl('eval', 'application:set_env(rabbit, consumer_timeout, 8000).');
  await broker.ctl('eval', 'application:set_env(rabbit, channel_tick_interval, 500).');
});
afterAll(() => broker?.remove());

it('handles an event once more that was not acknowledged in time, and what comes after it', async () => {
  const [caller, host] = [links(broker.url), links(broker.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const seen: unknown[] = [];
  const hear = async ({ payload }: { payload: unknown }): Promise<{ kind: 'done' }> => {
    seen.push(payload);
    return seen.length === 1 ? new Promise(() => undefined) : { kind: 'done' };
  };
  const watched = await watch({ caller, host, module: 'slow', what: ['events'], hear });
  await caller.events.publish(news('slow', 'a'));
  await eventually('it came again', () => seen.length === 2, 60_000);
  await caller.events.publish(news('slow', 'b'));
  await eventually('the next one came', () => seen.length === 3, 60_000);
  expect(seen).toEqual(['a', 'a', 'b']);
  await watched.worksAgain();
});

describe('of a classic queue', () => {
  skipWhereMissing(() =>
    /^(3|4\.[0-2])\./.test(version) ? undefined : `RabbitMQ ${version} times out no acknowledgement of classic queues`,
  );

  it('takes calls again after one was not acknowledged in time; another replica says that it may have run', async () => {
    const [caller, host, other] = [links(broker.url), links(broker.url), links(broker.url)];
    await Promise.all([caller.calls.start(), host.calls.start(), other.calls.start()]);
    const ran: unknown[] = [];
    const answer = async (input: unknown): Promise<unknown> => {
      ran.push(input);
      return input === 'hangs' ? new Promise(() => undefined) : input;
    };
    const watched = await watch({ caller, host, module: 'slow', what: ['calls'], answer });
    const hanging = send(caller, 'slow', 'hangs');
    await eventually('it runs', () => ran.length === 1);
    // The queue goes with its last consumer: without another one the caller would learn it at its deadline.
    const replica = await other.calls.serve('slow', async ({ input }) => {
      ran.push(input);
      return { kind: 'value', value: 'replica' };
    });
    expect(await hanging.answer).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
    await eventually('the host is healthy', () => host.calls.health() === undefined, 60_000);
    await replica.close();
    await watched.worksAgain();
    expect(await call(caller, 'slow', 1)).toEqual({ kind: 'value', value: 1 });
    expect(ran.filter((input) => input === 'hangs')).toHaveLength(1);
  });
});
