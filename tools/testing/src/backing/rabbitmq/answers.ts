import { connect } from 'node:net';
import { management } from './management.ts';

/** Whether a broker speaks AMQP at its address, and its management API lets one in (if an address is given). */
export async function rabbitmqAnswers(url: string, managementUrl: string | undefined): Promise<boolean> {
  const { hostname, port } = new URL(url);
  if (!(await greets(hostname, Number(port || 5672)))) return false;
  if (managementUrl === undefined) return true;
  return management(managementUrl)
    .get('/whoami')
    .then(
      () => true,
      () => false,
    );
}

/** A broker that is ready answers the protocol's header with a frame; one that still boots or is frozen does not. */
async function greets(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port, timeout: 3_000 });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => socket.write(Buffer.from('AMQP\0\0\x09\x01', 'latin1')));
    socket.once('data', () => resolve(true));
    for (const end of ['error', 'timeout', 'close']) socket.on(end, () => resolve(false));
  }).finally(() => socket.destroy());
}
