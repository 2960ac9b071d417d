/**
 * Headers of a request that go inward. A list of what passes rather than of what does not: who makes a request is told by
 * the gateway alone, and a name that nobody thought of cannot get in.
 */
export const PASSED = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Content-Encoding',
  'Content-Language',
  'Content-Type',
  'Idempotency-Key',
  'Origin',
  'Prefer',
  'Referer',
  'Sec-Fetch-Dest',
  'Sec-Fetch-Mode',
  'Sec-Fetch-Site',
  'User-Agent',
] as const;

/** They ask for less than the whole answer, so they must not reach the instance where the answer is kept for others. */
export const CONDITIONS = [
  'If-Match',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'If-Unmodified-Since',
  'Range',
] as const;

/** Says who makes a request: a JWS that the gateway's identity endpoint signs, or nothing. */
export const PRINCIPAL = 'Carveout-Principal';

/** Says in ms how long the gateway waits for the answer, so that work does not go on for longer, nor ends sooner. */
export const WITHIN = 'Carveout-Within';

/** What pages of other origins may send, and read of answers. */
export const CORS = {
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  sent: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-Id'],
  told: ['Age', 'ETag', 'Idempotency-Key', 'Retry-After', 'WWW-Authenticate', 'X-Request-Id'],
  /** Seconds for which a browser need not ask again. */
  maxAge: 600,
} as const;
