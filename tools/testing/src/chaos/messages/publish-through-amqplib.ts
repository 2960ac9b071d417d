import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { ChannelModel, ConfirmChannel, Message } from 'amqplib';
import { EXCHANGE, KEYS } from './publisher.ts';
import type { Publisher } from './publisher.ts';

/** One connection's worth: what it has not confirmed when it closes is not known. */
interface Line {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  readonly unanswered: Set<() => void>;
  /** Messages that no queue took. The return comes before the confirmation. */
  readonly returned: Set<number>;
}

/** Publishes over a plain confirm channel, reconnecting to one address after the other. */
export function publishThroughAmqplib(urls: readonly string[], persistent: boolean): Publisher {
  let line: Line | undefined;
  let closing = false;

  async function serve(url: string): Promise<void> {
    const address = new URL(url);
    address.searchParams.set('heartbeat', '5');
    const connection = await connect(address.href, { timeout: 5_000, noDelay: true });
    const closed = new Promise<void>((resolve) => connection.once('close', () => resolve()));
    connection.on('error', () => undefined);
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    const opened: Line = { connection, channel, unanswered: new Set(), returned: new Set() };
    channel.on('return', ({ properties }: Message) => void opened.returned.add(Number(properties.messageId)));
    line = opened;
    if (closing) await connection.close();
    await closed;
    line = undefined;
    for (const unknown of opened.unanswered) unknown();
  }

  async function keepConnected(): Promise<void> {
    for (let attempt = 0; !closing; attempt += 1) {
      await serve(urls[attempt % urls.length]!).catch(() => undefined);
      await sleep(100);
    }
  }
  const ended = keepConnected();

  return {
    publish: (message) => (line === undefined ? Promise.resolve(false) : publishOn(line, message, persistent)),
    async close() {
      closing = true;
      await line?.connection.close().catch(() => undefined);
      await ended;
    },
  };
}

function publishOn({ channel, unanswered, returned }: Line, message: number, persistent: boolean): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const unknown = (): void => resolve(false);
    const confirmed = (error: unknown): void => {
      unanswered.delete(unknown);
      resolve(error === null && !returned.delete(message));
    };
    unanswered.add(unknown);
    const key = KEYS[message % KEYS.length]!;
    const options = { persistent, mandatory: true, messageId: String(message) };
    try {
      channel.publish(EXCHANGE, key, Buffer.from(`{"message":${message}}`), options, confirmed);
    } catch (error) {
      confirmed(error);
    }
  });
}
