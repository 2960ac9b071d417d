import { CarveoutError } from '@carveout/runtime';
import { optionRefused } from '../errors/carv-414-option-refused.ts';
import { splitAddresses } from './split-addresses.ts';

/** One node of the broker. */
export interface BrokerAddress {
  /** With user, password and heartbeat: for amqplib. */
  readonly url: string;
  /** Without user and password: for messages. */
  readonly address: string;
}

/**
 * Reads the addresses of one broker.
 *
 * @param heartbeat in seconds; an address may ask for a shorter one
 * @throws CarveoutError CARV-414 when one cannot be used, or they are not of one vhost and one user.
 */
export function parseAddresses(text: string, heartbeat: number): readonly BrokerAddress[] {
  const urls = splitAddresses(text).map(parse);
  const [first] = urls as [URL];
  for (const url of urls) {
    if (vhostOf(url) !== vhostOf(first))
      refuse(`url names nodes of one cluster, so with one vhost: ${differ(first, url)}`);
    if (url.username !== first.username || url.password !== first.password)
      refuse(`url names nodes of one cluster, so with one user and password: ${differ(first, url)}`);
  }
  return urls.map((url) => {
    const asked = Number(url.searchParams.get('heartbeat') ?? heartbeat);
    url.searchParams.set('heartbeat', String(asked >= 1 && asked < heartbeat ? asked : heartbeat));
    // amqplib takes the path without its first slash for the vhost: only '/' itself has to be spelled out.
    return { url: url.href, address: withoutAccount(url) };
  });
}

function parse(text: string): URL {
  if (!URL.canParse(text)) refuse('url is not a URL; write amqp://user:password@host:5672/vhost');
  const url = new URL(text);
  if (url.protocol !== 'amqp:' && url.protocol !== 'amqps:')
    refuse(`url must start with amqp:// or amqps://, not ${url.protocol}//`);
  return url;
}

function vhostOf({ pathname }: URL): string {
  return pathname === '' ? '%2f' : pathname.slice(1).toLowerCase() === '%2f' ? '%2f' : pathname.slice(1);
}

function differ(one: URL, other: URL): string {
  return `${withoutAccount(one)} and ${withoutAccount(other)} differ`;
}

function withoutAccount(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

function refuse(fault: string): never {
  throw new CarveoutError(optionRefused, `RabbitMQ adapter: ${fault}`);
}
