import type { CallLink } from '@carveout/runtime';
import { HttpCallLink } from './call-link.ts';
import { settle } from './options.ts';
import type { HttpLinkOptions } from './options.ts';
import { refuseInsecureLink } from './refuse-insecure.ts';

export interface HttpLink {
  readonly calls: CallLink;
  /** Where it listens, after the start. @throws Error before it */
  port(): number;
}

/**
 * The call port over HTTP: calls go to the instances that discovery tells, and those of others are taken at a port of its
 * own, which answers `GET /health/ready`, too. Nothing listens or connects before the link is started.
 *
 * Instances that go away fail nothing for good: what they surely did not take is given to others, or answered `not-sent`.
 *
 * @throws CarveoutError CARV-430 when an option cannot work; CARV-431 in production without a secret, or without TLS.
 */
export function createHttpLink(options: HttpLinkOptions): HttpLink {
  const settings = settle(options);
  refuseInsecureLink(settings);
  const calls = new HttpCallLink(settings);
  return { calls, port: () => calls.port() };
}
