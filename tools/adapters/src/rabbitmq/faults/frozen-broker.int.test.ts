import { startPrivateRabbitmq } from '@carveout/testing/backing';
import type { PrivateRabbitmq } from '@carveout/testing/backing';
import { need } from '@carveout/testing/vitest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../fixture/eventually.ts';
import { call, linkMaker, send } from '../fixture/links.ts';
import { news, watchMaker } from '../fixture/watch.ts';

/* On a broker of its own, because it is stopped (SIGSTOP): it keeps its connections, and says nothing. */

need('private-rabbitmq');
const links = linkMaker();
const watch = watchMaker();
let broker: PrivateRabbitmq;
beforeAll(async () => {
  broker = await startPrivateRabbitmq();
});
afterAll(() => broker?.remove());

it('notices a frozen broker within three heartbeats of 2 s, and mends when it thaws', async () => {
  const limits = { brokerMs: 4_000 };
  const [caller, host] = [links(broker.url, { limits }), links(broker.url, { limits, partitions: 1 })];
  await Promise.all([caller.calls.start(), caller.events.start(), host.calls.start(), host.events.start()]);
  const watched = await watch({ caller, host, module: 'frozen' });
  await watched.worksAgain();
  await broker.kill('SIGSTOP');
  // Counted as a heartbeat is: by a loop that may be late itself.
  let beats = 0;
  const beating = setInterval(() => (beats += 1), 2_000);
  try {
    const pending = send(caller, 'frozen', 1);
    const unconfirmed = caller.events.publish(news('frozen', 1)).then(
      () => 'confirmed',
      () => 'rejected',
    );
    expect(await pending.answer).toMatchObject({ kind: 'outcome-unknown' });
    expect(await unconfirmed).toBe('rejected');
    await eventually('none is healthy', () =>
      [caller, host].every(({ calls, events }) => calls.health() !== undefined && events.health() !== undefined),
    );
    expect(beats).toBeLessThanOrEqual(3);
    expect(await call(caller, 'frozen', 2)).toMatchObject({ kind: 'not-sent' });
  } finally {
    clearInterval(beating);
    await broker.kill('SIGCONT');
  }
  await watched.worksAgain();
});
