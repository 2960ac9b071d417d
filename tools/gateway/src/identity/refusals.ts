import { issuerAway } from '../errors/carv-341-issuer-away.ts';
import { tokenRefused } from '../errors/carv-340-token-refused.ts';
import type { Refusal } from '../answers/refuse.ts';

/** RFC 6750, 3.1. Which rule a token breaks is not told: that helps who forges one. */
export const REFUSED: Refusal = {
  definition: tokenRefused,
  status: 401,
  detail: 'The bearer token is not valid, or no more. Get a fresh one.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_token"' },
};

export const MALFORMED: Refusal = {
  definition: tokenRefused,
  status: 400,
  detail: 'Send one Authorization header: Bearer, a space, and the token.',
  headers: { 'WWW-Authenticate': 'Bearer error="invalid_request"' },
};

/** For the identity endpoint: who asks there can pass on 401 and 403 alone, and takes all else for a fault of the endpoint. */
export const MALFORMED_ELSEWHERE: Refusal = { ...MALFORMED, status: 401 };

export const AWAY: Refusal = {
  definition: issuerAway,
  status: 503,
  detail: 'It surely did not happen. Try again in a moment.',
  headers: { 'Retry-After': '5' },
};
