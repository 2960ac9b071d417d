import type { ClientConfig } from 'pg';
import pg from 'pg';

export interface Listener {
  open(): void;
  close(): Promise<void>;
}

const RECONNECT_MS = 500;

/**
 * One connection that hears notifications while it is open. It is made again when it is lost, and since something may
 * have been missed meanwhile, `heard` is called then as well.
 */
export function createListener(config: ClientConfig, channel: string, heard: () => void): Listener {
  let wanted = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lost = (one: pg.Client): void => {
    if (client !== one) return;
    client = undefined;
    one.end().catch(() => undefined);
    if (!wanted) return;
    timer = setTimeout(connect, RECONNECT_MS);
    timer.unref();
  };
  const connect = (): void => {
    if (!wanted || client !== undefined) return;
    const one = new pg.Client(config);
    client = one;
    one.on('error', () => lost(one));
    one.on('end', () => lost(one));
    one.on('notification', heard);
    one
      .connect()
      .then(() => one.query(`listen ${pg.escapeIdentifier(channel)}`))
      .then(heard)
      .catch(() => lost(one));
  };
  return {
    open() {
      if (wanted) return;
      wanted = true;
      connect();
    },
    async close() {
      wanted = false;
      clearTimeout(timer);
      const one = client;
      client = undefined;
      await one?.end().catch(() => undefined);
    },
  };
}
