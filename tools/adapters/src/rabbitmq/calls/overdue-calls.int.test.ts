import { testVhost } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { call, linkMaker, send } from '../fixture/links.ts';

const vhost = testVhost();
const links = linkMaker();

it('a call that never ends gives back its place of the prefetch window when its caller has given up', async () => {
  const caller = links(vhost.url);
  const host = links(vhost.url, { limits: { callPrefetch: 1, consumersMs: 300 } });
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const ran: unknown[] = [];
  let end = (): void => undefined;
  await host.calls.serve('never-ending', async ({ input }) => {
    ran.push(input);
    if (input === 'hangs') await new Promise<void>((resolve) => (end = resolve));
    return { kind: 'value', value: input };
  });
  send(caller, 'never-ending', 'hangs', 5_000);
  await eventually('it runs', () => ran.length === 1);
  expect(await call(caller, 'never-ending', 'next')).toEqual({ kind: 'value', value: 'next' });
  // What ends after all is not acknowledged once more: the broker would close the channel.
  end();
  expect(await call(caller, 'never-ending', 'last')).toEqual({ kind: 'value', value: 'last' });
  expect(ran).toEqual(['hangs', 'next', 'last']);
  expect(host.calls.health()).toBeUndefined();
});
