import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress, LookupOptions } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { CarveoutError } from '../errors/carveout-error.ts';
import { settingInvalid } from '../errors/carv-633-setting-invalid.ts';

const LOOPBACK = '127.0.0.0/8,::1/128';
/** The private ranges of RFC 1918 and RFC 4193. Not link-local: clouds keep their metadata there. */
const PRIVATE = '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7';

/** Where instances usually are: on this machine, or in a private network. */
export const USUAL_NETWORKS = `${LOOPBACK},${PRIVATE}`;

/**
 * Where instances are, when nobody says, for a process that listens at `host`. One that others reach from elsewhere has
 * nobody on its own loopback but what is not for them: its admin port, and that of a mesh's proxy.
 */
export function usualNetworks(host: string): string {
  return isLoopback(host) ? USUAL_NETWORKS : PRIVATE;
}

/** Whether an address or a name leads to this machine alone. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || loopback.allowsAddress(host);
}

type Looked = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/** The networks that instances of modules may be in. */
export class Networks {
  readonly #list = new BlockList();
  readonly #text: string;

  /**
   * @param text networks in CIDR notation or single addresses, separated by commas.
   * @param variable where the text was read, for the error.
   * @throws CarveoutError CARV-633 when one of them is neither.
   */
  constructor(text: string = USUAL_NETWORKS, variable = 'CARVEOUT_NETWORKS') {
    this.#text = text;
    for (const part of text.split(',').map((one) => one.trim())) {
      const [address = '', bits, ...more] = part.split('/');
      const family = isIP(address);
      const most = family === 6 ? 128 : 32;
      const prefix = bits === undefined ? most : Number(bits);
      if (
        family === 0 ||
        address.includes('%') ||
        more.length > 0 ||
        bits === '' ||
        !(Number.isInteger(prefix) && prefix >= 0 && prefix <= most)
      )
        throw new CarveoutError(
          settingInvalid,
          `${variable}: '${part}' is no network. Write networks such as 10.0.0.0/8, separated by commas`,
        );
      this.#list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
    }
  }

  /** False for an IPv6 address with a zone (`fd00::1%eth0`), which no URL can carry (WHATWG URL, 4.3). */
  allowsAddress(address: string): boolean {
    const family = isIP(address);
    return !address.includes('%') && family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }

  /** False for an address outside, and for what is no host name. Where a name leads is checked by `lookup`. */
  allowsHost(host: string): boolean {
    if (isIP(host) !== 0) return this.allowsAddress(host);
    // A last label of digits alone would be read as an IPv4 address in another notation.
    return (
      host.length <= 253 &&
      /^(?!-)[a-z\d_-]{1,63}(\.[a-z\d_-]{1,63})*\.?$/i.test(host) &&
      !/(^|\.)(0x[\da-f]*|\d+)\.?$/i.test(host)
    );
  }

  /** Resolves names for connections, as `dns.lookup` does, to addresses within the networks alone. */
  readonly lookup = (host: string, options: LookupOptions, done: Looked): void => {
    systemLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      const allowed = addresses.filter(({ address }) => this.allowsAddress(address));
      const [first] = allowed;
      if (first === undefined) {
        const found = addresses.map(({ address }) => address).join(', ');
        const why = new Error(`${host} leads to ${found}, outside of CARVEOUT_NETWORKS (${this.#text})`);
        return done(Object.assign(why, { code: 'EACCES' }), []);
      }
      if (options.all === true) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

const loopback = new Networks(LOOPBACK);
