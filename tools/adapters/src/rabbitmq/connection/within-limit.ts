import { CarveoutError } from '@carveout/runtime';
import { brokerTimeout } from '../errors/carv-413-broker-timeout.ts';

/** amqplib's calls have no timers of their own: a call that the broker never answers would hang for ever. */
export async function withinLimit<T>(what: string, limitMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const advice = 'it is frozen, overloaded or lacks a leader for the queue; the adapter tries again';
      reject(new CarveoutError(brokerTimeout, `RabbitMQ did not answer '${what}' within ${limitMs} ms: ${advice}`));
    }, limitMs);
  });
  try {
    return await Promise.race([call, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Bounds the broker calls of one setup. */
export type Limited = <T>(what: string, call: Promise<T>) => Promise<T>;
