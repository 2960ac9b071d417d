import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;
const KEPT = 4;

/**
 * What stands for a client without an account: an IPv4 address, or the first 64 bits of an IPv6 one, since a single customer
 * is given at least that many addresses (RFC 6177). IPv4 in IPv6 (`::ffff:192.0.2.1`) is IPv4.
 */
export function clientNetwork(address: string): string {
  const [bare = ''] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined && isIPv4(mapped)) return mapped;
  if (!isIPv6(bare)) return bare;
  const [left = '', right] = bare.split('::');
  const head = left.split(':').filter((group) => group !== '');
  const tail = (right ?? '').split(':').filter((group) => group !== '');
  // An IPv4 part at the end stands for two groups.
  const tailLength = tail.length + (tail.at(-1)?.includes('.') ? 1 : 0);
  const gap = right === undefined ? 0 : GROUPS - head.length - tailLength;
  const groups = [...head, ...Array.from({ length: gap }, () => '0'), ...tail];
  const network = groups.slice(0, KEPT).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
