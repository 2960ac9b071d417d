import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Ledger } from './ledger.ts';

const PREFETCH = 2_000;
/**
 * Nothing for so long, in ms, although the broker counts messages, or some are missing: there is something wrong. A count
 * of none alone does not say so: a queue that is just getting a leader may be counted as empty.
 */
const SILENT_MS = 60_000;
/** With nothing missing, what comes twice has come by then. */
const DONE_MS = 1_000;

/** Takes all messages of a queue into the ledger. */
export async function drain(url: string, queue: string, ledger: Ledger): Promise<void> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    await channel.prefetch(PREFETCH);
    let last = 0;
    let arrivedAt = Date.now();
    let unacknowledged = 0;
    await channel.consume(queue, (message) => {
      if (message === null) return;
      ledger.deliver(Number(message.properties.messageId));
      last = message.fields.deliveryTag;
      arrivedAt = Date.now();
      unacknowledged += 1;
      if (unacknowledged >= PREFETCH / 4) acknowledge();
    });
    const acknowledge = (): void => {
      if (unacknowledged > 0) channel.ack({ fields: { deliveryTag: last } } as never, true);
      unacknowledged = 0;
    };
    for (;;) {
      await sleep(200);
      acknowledge();
      const { messageCount } = await channel.checkQueue(queue);
      // What arrived while the broker was asked is acknowledged, and asked about, in the next round.
      const silentMs = Date.now() - arrivedAt;
      const enoughMs = ledger.missing === 0 ? DONE_MS : SILENT_MS;
      if (messageCount === 0 && unacknowledged === 0 && silentMs > enoughMs) return;
      if (silentMs > SILENT_MS) throw new Error(`${messageCount} messages of ${queue} are not delivered`);
    }
  } finally {
    await connection.close().catch(() => undefined);
  }
}
