import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker, send } from '../fixture/links.ts';
import type { Pending } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* What is sent on a channel whose connection has gone, before and after anybody knows. */

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();
const watch = watchMaker();

const MANY = 5_000;

it.each([
  ['closed', 'close'],
  ['reset', 'reset'],
] as const)(
  'settles all that is sent while the connection is being %s, throws nothing, and says little',
  async (_, how) => {
    const module = `stale-${how}`;
    const way = await proxies(vhost.url);
    let lines = 0;
    const count = (): void => void (lines += 1);
    const log = { debug: count, info: count, warn: count, error: count };
    const [caller, host] = [links(way.url, { log }), links(vhost.url, { partitions: 1 })];
    await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
    const watched = await watch({ caller, host, module });
    await watched.worksAgain();
    const before = way.arrivals.length;
    way.refuse(true);
    way.cut(how);
    const [calls, outcomes]: [Pending[], Promise<string>[]] = [[], []];
    for (let index = 0; index < MANY; index += 1) {
      calls.push(send(caller, module, index));
      const published = caller.events.publish(news(module, index));
      outcomes.push(
        published.then(
          () => 'confirmed',
          (fault: { code?: string }) => String(fault.code),
        ),
      );
      if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually('it is down', () => caller.calls.health() !== undefined && caller.events.health() !== undefined);
    const kinds = new Set((await Promise.all(calls.map(({ answer }) => answer))).map(({ kind }) => kind));
    expect([...kinds].filter((kind) => kind !== 'not-sent' && kind !== 'outcome-unknown')).toEqual([]);
    expect(new Set(await Promise.all(outcomes))).toEqual(new Set(['CARV-412']));
    // Of each try to connect there is one.
    expect(lines - (way.arrivals.length - before)).toBeLessThan(100);
    way.refuse(false);
    await watched.worksAgain();
  },
);
