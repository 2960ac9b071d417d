import type { ClientConfig } from 'pg';
import pg from 'pg';
import { takeLeave } from '../connection/take-leave.ts';

export interface Listener {
  open(): void;
  /** Takes its leave of the server; of one that is silent within two seconds. */
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
  /** Settles when it listens, or does not. */
  let opening: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let left: Promise<unknown> = Promise.resolve();

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
    const told = (): void => {
      if (client === one) heard();
    };
    one.on('notification', told);
    opening = one
      .connect()
      .then(() => one.query(`listen ${pg.escapeIdentifier(channel)}`))
      .then(told)
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
      const [one, isAt] = [client, opening];
      client = undefined;
      // Whoever closes it once more waits, too, for the leave that is being taken.
      if (one !== undefined) left = Promise.all([left, takeLeave(one, isAt)]);
      await left;
    },
  };
}
