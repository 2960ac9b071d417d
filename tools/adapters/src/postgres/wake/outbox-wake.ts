import type { ClientConfig } from 'pg';
import type { ConnectionPool } from '../connection/connection-pool.ts';
import { createListener } from './listener.ts';
import { throttled } from './throttled.ts';

/** The least time between two notifications of one process, in ms. */
const HINT_EVERY_MS = 10;

/**
 * Tells the relay that the outbox has rows: in its own process by a call; in another by NOTIFY, sent outside of the
 * transaction, so that it costs the transaction nothing. Only the relay listens, and while it is here nobody is told.
 */
export interface OutboxWake {
  /** After a commit that saved rows. */
  committed(): void;
  /** Whether this process is the relay. */
  relaying(here: boolean): void;
  stop(): Promise<void>;
}

export function createOutboxWake(parts: {
  readonly pool: ConnectionPool;
  readonly config: ClientConfig;
  readonly channel: string;
  readonly wake: () => void;
}): OutboxWake {
  let here = false;
  const listener = createListener(parts.config, parts.channel, parts.wake);
  const notify = { name: 'carveout_notify', text: `select pg_notify($1, '')`, values: [parts.channel] };
  const hint = throttled(() => {
    // A hint that is lost costs the time until the relay looks by itself.
    parts.pool.query('telling the relay', notify).catch(() => undefined);
  }, HINT_EVERY_MS);
  return {
    committed() {
      parts.wake();
      if (!here) hint.call();
    },
    relaying(now) {
      here = now;
      if (now) listener.open();
      else void listener.close();
    },
    async stop() {
      hint.cancel();
      await listener.close();
    },
  };
}
