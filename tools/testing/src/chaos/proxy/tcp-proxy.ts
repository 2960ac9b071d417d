import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { Conditions } from './conditions.ts';
import type { Weather } from './conditions.ts';
import { Lane } from './lane.ts';

export interface ProxyOptions {
  /** Where the connections lead, on loopback. */
  readonly port: number;
  /** Where it listens. @default a free port */
  readonly at?: number;
  /** At least 0, less than 1: which packets are lost. @default Math.random */
  readonly random?: () => number;
}

/** A way to a server that can be made slow, lossy or silent, and whose connections can be reset. */
export interface TcpProxy {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Connections that are open just now. */
  readonly open: number;
  /** Applies from now on, to open connections too; without an argument all is well again, and what was held arrives. */
  weather(weather?: Weather): void;
  /** Resets all connections on both sides, as a router does that has forgotten them. */
  reset(): void;
  /** Resets what is open and listens no more. */
  close(): Promise<void>;
}

/** Opens a proxy on a port of loopback. What cannot be connected is reset. */
export async function openTcpProxy({ port: target, at = 0, random = Math.random }: ProxyOptions): Promise<TcpProxy> {
  const conditions = new Conditions(random);
  const pairs = new Map<Socket, { readonly server: Socket; readonly lanes: readonly Lane[] }>();
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const server = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true });
    const lanes = [
      new Lane(client, server, 'to-server', conditions),
      new Lane(server, client, 'to-client', conditions),
    ];
    pairs.set(client, { server, lanes });
    const forget = (): void => {
      if (client.destroyed && server.destroyed) pairs.delete(client);
    };
    client.once('close', forget);
    server.once('close', forget);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(at, '127.0.0.1', resolve);
  });
  const reset = (): void => {
    for (const [client, { server }] of pairs) for (const socket of [client, server]) socket.resetAndDestroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    get open() {
      return pairs.size;
    },
    weather: (weather = {}) => {
      conditions.weather = weather;
      for (const { lanes } of pairs.values()) for (const lane of lanes) lane.pump();
    },
    reset,
    close: async () => {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      reset();
      await closed;
    },
  };
}
