import type { Channel, ChannelModel } from 'amqplib';

/**
 * Closes a channel or connection whatever state it is in. amqplib's own promise stays open for ever when the socket dies
 * while the broker's answer is awaited; the event comes in every case.
 */
export async function quietly(closing: Channel | ChannelModel): Promise<void> {
  closing.on('error', () => undefined);
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  closing.once('close', () => resolve());
  try {
    await Promise.race([closing.close(), closed]);
  } catch {
    // Closed already.
  }
}
