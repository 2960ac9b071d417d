import type { RmqOptions } from '@nestjs/microservices';

export const PATTERN = 'quote';

/** Nest's defaults are the fast ones: no acknowledgements, not persistent, direct reply-to. */
export function rmqOptions(url: string): NonNullable<RmqOptions['options']> {
  return {
    urls: [url],
    queue: 'bench.nestjs',
    queueOptions: { durable: false, autoDelete: true },
    noAck: true,
    socketOptions: { connectionOptions: { noDelay: true } },
  };
}
