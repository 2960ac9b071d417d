import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { byHand, consumersOf } from '../fixture/by-hand.ts';
import { proxyMaker } from '../fixture/broker-proxy.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, echo, linkMaker, send } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();
const proxies = proxyMaker();

it('tells a caller at once that the outcome is unknown, refuses calls meanwhile, and mends by itself', async () => {
  const way = await proxies(vhost.url);
  const caller = links(way.url);
  const host = links(vhost.url);
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const release = Promise.withResolvers<void>();
  let taken = 0;
  await host.calls.serve('caller-lost', async ({ input }) => {
    taken += 1;
    if (input === 'slow') await release.promise;
    return { kind: 'value', value: input };
  });
  const pending = [send(caller, 'caller-lost', 'slow'), send(caller, 'caller-lost', 'slow')];
  await eventually('the host runs both', () => taken === 2);
  way.refuse(true);
  way.cut();
  // The deadline is 20 s away, and the host answers nothing before `release`.
  for (const { answer } of pending) expect(await answer).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
  expect(await call(caller, 'caller-lost', 1)).toMatchObject({ kind: 'not-sent', code: 'CARV-362' });
  expect(caller.calls.health()).toContain('down');
  release.resolve();
  way.refuse(false);
  await eventually('the link is healthy', () => caller.calls.health() === undefined);
  expect(await call(caller, 'caller-lost', 'again')).toEqual({ kind: 'value', value: 'again' });
});

it('a host takes calls again after its connection was lost, and still answers those that it was running', async () => {
  const way = await proxies(vhost.url);
  const caller = links(vhost.url);
  const host = links(way.url);
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const release = Promise.withResolvers<void>();
  let taken = 0;
  await host.calls.serve('host-lost', async ({ input }) => {
    taken += 1;
    if (input === 'slow') await release.promise;
    return { kind: 'value', value: input };
  });
  const running = call(caller, 'host-lost', 'slow');
  await eventually('the host runs it', () => taken === 1);
  way.refuse(true);
  way.cut();
  await eventually('the host knows', () => host.calls.health() !== undefined);
  // A call that the broker takes back while there is another consumer goes to that one.
  await eventually('the broker knows', async () => (await consumersOf(vhost.url, 'carveout.host-lost.calls')) === 0);
  way.refuse(false);
  await eventually('the host is healthy', () => host.calls.health() === undefined);
  expect(await call(caller, 'host-lost', 'next')).toEqual({ kind: 'value', value: 'next' });
  release.resolve();
  expect(await running).toEqual({ kind: 'value', value: 'slow' });
});

it('what a lost host had taken is not run by another one: the caller learns at once that it may have run', async () => {
  const way = await proxies(vhost.url);
  const caller = links(vhost.url);
  const lost = links(way.url);
  const other = links(vhost.url);
  await Promise.all([caller.calls.start(), lost.calls.start(), other.calls.start()]);
  let taken = 0;
  await lost.calls.serve('taken-over', () => {
    taken += 1;
    return new Promise(() => undefined);
  });
  const running = call(caller, 'taken-over', 'first');
  await eventually('the first host runs it', () => taken === 1);
  const ranElsewhere: unknown[] = [];
  await other.calls.serve('taken-over', async (request) => {
    ranElsewhere.push(request.input);
    return echo(request);
  });
  way.refuse(true);
  way.cut();
  expect(await running).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
  expect(await call(caller, 'taken-over', 'second')).toEqual({ kind: 'value', value: 'second' });
  expect(ranElsewhere).toEqual(['second']);
});

it('survives connections that are cut again and again', async () => {
  const way = await proxies(vhost.url);
  const caller = links(way.url, { limits: { reconnectMs: 50 } });
  const host = links(way.url, { limits: { reconnectMs: 50 } });
  await Promise.all([caller.calls.start(), host.calls.start()]);
  await host.calls.serve('torn', echo);
  const kinds = new Set<string>();
  for (let cuts = 0; cuts < 15; cuts += 1) {
    const answers = Array.from({ length: 20 }, (_, index) => call(caller, 'torn', index));
    if (cuts % 2 === 0) await Promise.resolve();
    // Those that were lost with the host's connection are settled by the cut.
    else await Promise.race([...answers, new Promise((resolve) => setTimeout(resolve, 200))]);
    way.cut();
    for (const answer of await Promise.all(answers)) kinds.add(answer.kind);
  }
  for (const kind of kinds) expect(['value', 'not-sent', 'outcome-unknown']).toContain(kind);
  const answered = async (): Promise<boolean> => (await call(caller, 'torn', 'end', 5_000)).kind === 'value';
  await eventually('calls are answered', answered, 60_000);
  await eventually('both are healthy', () => caller.calls.health() === undefined && host.calls.health() === undefined);
});

it('declares anew when somebody deletes the exchange of calls', async () => {
  const caller = links(vhost.url);
  // It must not declare the exchange anew before the caller says that there is no host.
  const host = links(vhost.url, { limits: { consumersMs: 600_000 } });
  await Promise.all([caller.calls.start(), host.calls.start()]);
  await host.calls.serve('exchange-deleted', echo);
  await host.calls.serve('bystander', echo);
  expect((await call(caller, 'exchange-deleted', 1)).kind).toBe('value');
  await byHand(vhost.url, (channel) => channel.deleteExchange('carveout.exchange-deleted.calls'));
  // The broker closes the caller's channel for the first of these; the link notices and says so.
  expect((await call(caller, 'exchange-deleted', 2)).kind).toBe('outcome-unknown');
  await eventually('it says that there is no host', async () => {
    const reply = await call(caller, 'exchange-deleted', 3);
    return reply.kind === 'not-sent' && reply.code === 'CARV-361';
  });
  expect(await call(caller, 'bystander', 4)).toEqual({ kind: 'value', value: 4 });
});
