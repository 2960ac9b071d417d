import { connect } from 'node:net';

/** Whether something accepts connections at this port of 127.0.0.1. It does not touch the port if nothing does. */
export async function accepts(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    for (const failure of ['error', 'timeout']) socket.on(failure, () => resolve(false));
  }).finally(() => socket.destroy());
}
