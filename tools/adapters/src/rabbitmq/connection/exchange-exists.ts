import { NOT_FOUND, replyCode } from './broker-fault.ts';
import type { SupervisedConnection } from './supervised-connection.ts';

/** Asks on a channel of its own: the broker closes the channel that asks for what does not exist. */
export async function exchangeExists(connection: SupervisedConnection, exchange: string): Promise<boolean> {
  try {
    await connection.withChannel((channel, limited) =>
      limited(`check exchange ${exchange}`, channel.checkExchange(exchange)),
    );
    return true;
  } catch (error) {
    if (replyCode(error) === NOT_FOUND) return false;
    throw error;
  }
}
