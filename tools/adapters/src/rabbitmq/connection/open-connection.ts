import { connect } from 'amqplib';
import type { ChannelModel } from 'amqplib';
import type { BrokerAddress } from '../addresses/parse-addresses.ts';
import type { Settings } from '../options.ts';
import { withinLimit } from './within-limit.ts';
import { socketOf } from './direct-writes.ts';

/**
 * Connects once, within the time limit of a broker call; of several addresses each has its part of that, so that one
 * frozen node does not keep a process from the others. A connection that comes too late is closed.
 * @throws whatever amqplib throws; CarveoutError CARV-413 when it takes too long; Error when the broker has closed it again.
 * @param stop destroys the socket; to be aborted only while the connection is being opened.
 */
export async function openConnection(
  settings: Settings,
  { url, address }: BrokerAddress,
  purpose: string,
  stop: AbortSignal,
): Promise<ChannelModel> {
  const limitMs = Math.ceil(settings.brokerMs / settings.addresses.length);
  const options = {
    // Without it small writes wait for the peer's delayed acknowledgement: 44 ms a call with a payload of 3 KB.
    noDelay: true,
    keepAlive: true,
    timeout: limitMs,
    clientProperties: { connection_name: `carveout ${settings.host} ${purpose}` },
    // Passed on to the socket as it is.
    signal: stop,
  };
  const connecting = connect(url, options);
  let model: ChannelModel;
  try {
    model = await withinLimit(`connect ${address}`, limitMs + 500, connecting);
  } catch (error) {
    connecting.then(
      (late) => sever(late),
      () => undefined,
    );
    throw error;
  }
  // amqplib reads on before it hands the connection over: a farewell behind the last word of the opening it tells nobody.
  if (socketOf(model)?.writableEnded === true) {
    sever(model);
    throw new Error('the broker closed the connection as soon as it was open');
  }
  return model;
}

/** Ends a connection without a handshake. */
export function sever(model: ChannelModel): void {
  model.on('error', () => undefined);
  const socket = socketOf(model);
  if (socket !== undefined) socket.destroy();
  else model.close().catch(() => undefined);
}
