import type { BrokerOptions } from 'moleculer';
import type { PairSetting } from '../roles.ts';

type Role = 'client' | 'answerer';

/** Which of Moleculer's ways a pair uses: the environment says, so that both share their programs. */
export function moleculerOptions(role: Role, { url, ports: [client, answerer] }: PairSetting): BrokerOptions {
  // Named apart, since Moleculer's types know less of its AMQP options than its documentation and code do.
  const amqp = { url, prefetch: 256, socketOptions: { noDelay: true } };
  const transporter: NonNullable<BrokerOptions['transporter']> =
    process.env['BENCH_TRANSPORTER'] === 'tcp'
      ? {
          type: 'TCP',
          options: {
            udpDiscovery: false,
            port: role === 'client' ? client : answerer,
            urls: `127.0.0.1:${client}/client,127.0.0.1:${answerer}/answerer`,
          },
        }
      : { type: 'AMQP', options: amqp };
  return { nodeID: role, transporter, logger: false, requestTimeout: 10_000, metrics: false, tracing: false };
}
