/**
 * A message that was given back so often becomes a dead letter, by the broker; one that is a dead letter already is
 * dropped. The broker counts lost connections, stops and queues that change hands, and all that was prefetched beside the
 * message that ends its process: so tries are counted in the database, and this is so far off that it never comes first.
 * RabbitMQ 4 would set 20.
 */
const DELIVERY_LIMIT = 1_000_000;

/**
 * How long a queue waits for a consumer whose node is out of reach before another one has its messages, in ms. From
 * RabbitMQ 4.3 on it would be a minute, in which a listener hears nothing; before, nothing is waited for.
 */
const DISCONNECTED_MS = 1_000;

/** What quorum queues of events and of dead letters are declared with. */
export const QUORUM_QUEUE = {
  'x-queue-type': 'quorum',
  'x-delivery-limit': DELIVERY_LIMIT,
  'x-consumer-disconnected-timeout': DISCONNECTED_MS,
} as const;
