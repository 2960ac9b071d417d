import { CarveoutError } from '@carveout/runtime';
import { databaseUrlInvalid } from '../errors/carv-507-database-url-invalid.ts';

/** A parsed `postgresql://` address. */
export interface ServerAddress {
  readonly url: string;
  /** A host name, or the folder of a socket. */
  readonly host: string;
  readonly database: string;
  readonly user: string;
  /** Empty when the address has none. */
  readonly password: string;
  readonly encrypted: boolean;
  /** Where it leads, for messages: no user, no password. */
  readonly label: string;
}

/** @throws CarveoutError CARV-507 when it is not an address, or names no database or user. */
export function parseAddress(module: string, url: string): ServerAddress {
  const parsed = parse(module, url);
  const query = parsed.searchParams;
  const host = query.get('host') ?? (decode(parsed.hostname).replace(/^\[|\]$/g, '') || 'localhost');
  const database = decode(parsed.pathname.slice(1));
  const user = query.get('user') ?? decode(parsed.username);
  if (database === '') throw invalid(module, 'it names no database');
  if (user === '') throw invalid(module, 'it names no user');
  const mode = query.get('sslmode') ?? (['true', '1'].includes(query.get('ssl') ?? '') ? 'require' : 'disable');
  return {
    url,
    host,
    database,
    user,
    password: query.get('password') ?? decode(parsed.password),
    encrypted: mode !== 'disable',
    label: `${host}${parsed.port === '' ? '' : `:${parsed.port}`}/${database}`,
  };
}

/** The same address with another login. The query's form also fits addresses without a host (sockets). */
export function withLogin(address: ServerAddress, user: string, password: string): ServerAddress {
  const url = new URL(address.url);
  url.username = '';
  url.password = '';
  url.searchParams.set('user', user);
  url.searchParams.set('password', password);
  return { ...address, url: url.href, user, password };
}

function parse(module: string, url: string): URL {
  if (!/^postgres(ql)?:\/\//.test(url)) throw invalid(module, 'it does not start with postgresql://');
  try {
    return new URL(url);
  } catch {
    throw invalid(module, 'it is not a URL'); // the address itself may hold a password: it is not repeated
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function invalid(module: string, why: string): CarveoutError {
  return new CarveoutError(
    databaseUrlInvalid,
    `The address of the database of module ${module} is not valid: ${why}. ` +
      'Write it as postgresql://user:password@host:5432/database, with special characters percent-encoded.',
  );
}
