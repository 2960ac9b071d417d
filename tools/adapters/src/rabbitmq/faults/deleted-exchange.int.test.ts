import { testVhost } from '@carveout/testing/vitest';
import type { LinkDeadLetter } from '@carveout/runtime';
import { it } from 'vitest';
import { byHand } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { linkMaker } from '../fixture/links.ts';
import { sourceOf, watchMaker } from '../fixture/watch.ts';

const vhost = testVhost();
const links = linkMaker();
const watch = watchMaker();

it('declares and binds anew when somebody deletes the exchange of its events, of which the broker tells no listener', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url, { partitions: 1 })];
  await Promise.all([caller.events.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'unbound', what: ['events'], broker: vhost.url });
  await watched.worksAgain();
  await byHand(vhost.url, (channel) => channel.deleteExchange(`carveout.${sourceOf('unbound')}.events`));
  await watched.worksAgain();
});

it('takes answers again when somebody deletes their exchange, of which the broker tells no caller', async () => {
  const [caller, host] = [links(vhost.url), links(vhost.url)];
  await Promise.all([caller.calls.start(), host.calls.start()]);
  const watched = await watch({ caller, host, module: 'answerless', what: ['calls'], broker: vhost.url });
  await watched.worksAgain();
  await byHand(vhost.url, (channel) => channel.deleteExchange('carveout.replies'));
  await watched.worksAgain();
});

it('takes dead letters again when somebody deletes their exchange, of which the broker tells nobody', async () => {
  const host = links(vhost.url, { limits: { consumersMs: 300 } });
  await host.events.start();
  const kept: LinkDeadLetter[] = [];
  await host.events.drain('letterless', async (letter) => void kept.push(letter));
  await byHand(vhost.url, (channel) => channel.deleteExchange('carveout.letterless.dead-letters'));
  // To publish to an exchange that is not there would close the channel, without a word to whoever publishes.
  const publish = (): Promise<unknown> =>
    byHand(vhost.url, async (channel) => {
      await channel.checkExchange('carveout.letterless.dead-letters');
      channel.publish('carveout.letterless.dead-letters', '', Buffer.from('a letter'));
    });
  await eventually('one is kept', async () => {
    await publish().catch(() => undefined);
    return kept.length > 0;
  });
});
