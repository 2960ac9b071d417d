import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Networks } from '@carveout/runtime/discovery';
import { isHost } from './target.ts';

/** Longest chain of proxies that is read. */
const MOST_HOPS = 16;

/**
 * Makes the `X-Forwarded-*` headers of a request tell the truth, and takes `Forwarded` away. What a client writes there
 * does not count; what a trusted proxy does is continued: of `X-Forwarded-For` the part that trusted proxies wrote, from
 * the right, and the last `X-Forwarded-Proto` and `X-Forwarded-Host`. `Forwarded` (RFC 7239) is never read: a proxy that
 * writes only the other passes on what the client wrote there. With that, Koa's `ip`, `secure` and `host` are right.
 *
 * @returns the client's address.
 */
export function settleForwarded(request: IncomingMessage, trusted: Networks | undefined): string {
  const { headers, socket } = request;
  const peer = plain(socket.remoteAddress ?? '');
  const isTrusted = trusted?.allowsAddress(peer) === true;
  const hops = isTrusted ? hopsOf(headers['x-forwarded-for'], trusted) : [];
  const proto = isTrusted ? last(headers['x-forwarded-proto']) : undefined;
  const host = isTrusted ? last(headers['x-forwarded-host']) : undefined;
  delete headers['forwarded'];
  delete headers['x-forwarded-host'];
  headers['x-forwarded-for'] = [...hops, peer].join(', ');
  headers['x-forwarded-proto'] = proto === 'https' || 'encrypted' in socket ? 'https' : 'http';
  const asked = host !== undefined && isHost(host) ? host : headers.host;
  if (asked !== undefined) headers['x-forwarded-host'] = asked;
  return hops[0] ?? peer;
}

/** The chain from the client on, of which all but the first are trusted. */
function hopsOf(header: string | readonly string[] | undefined, trusted: Networks): string[] {
  const given = String(header ?? '')
    .split(',')
    .map((hop) => plain(hop.trim()));
  const hops: string[] = [];
  for (const hop of given.reverse()) {
    if (isIP(hop) === 0 || hops.length === MOST_HOPS) break;
    hops.unshift(hop);
    if (!trusted.allowsAddress(hop)) break;
  }
  return hops;
}

function last(header: string | readonly string[] | undefined): string | undefined {
  return header === undefined ? undefined : String(header).split(',').at(-1)!.trim().toLowerCase();
}

/** An IPv4 address that came over a socket for both kinds is written as one. */
const plain = (address: string): string => (address.startsWith('::ffff:') ? address.slice(7) : address);
