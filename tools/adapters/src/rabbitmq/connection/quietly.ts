import type { Channel } from 'amqplib';

/** Closes a channel whatever state it is in. */
export async function quietly(channel: Channel): Promise<void> {
  channel.on('error', () => undefined);
  try {
    await channel.close();
  } catch {
    // Closed already.
  }
}
