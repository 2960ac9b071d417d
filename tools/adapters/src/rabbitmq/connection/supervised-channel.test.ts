import { expect, it } from 'vitest';
import { SupervisedChannel } from './supervised-channel.ts';
import type { SupervisedConnection } from './supervised-connection.ts';

const nothing = (): void => undefined;

it('says by its code that it was stopped while it started', async () => {
  const settings = { startMs: 60_000, reconnectMs: 1_000 };
  const connection = { settings, keep: nothing, forget: nothing } as unknown as SupervisedConnection;
  const channel = new SupervisedChannel(connection, {
    ...{ name: 'events', confirm: false, setUp: () => Promise.resolve(), lost: nothing },
  });
  const started = channel.start();
  await channel.close();
  await expect(started).rejects.toMatchObject({ code: 'CARV-416' });
});
