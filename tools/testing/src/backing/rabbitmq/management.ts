import { managementRefused } from '../errors/carv-491-management-refused.ts';
import { reasonOf } from '../reason-of.ts';

const LOOK_MS = 10_000;
const CHANGE_MS = 90_000;

/** A client for RabbitMQ's management API. Paths start below `/api`; names in them must be URL-encoded. */
export interface Management {
  /** Of the API's server, without credentials: `http://127.0.0.1:15672`. */
  readonly origin: string;
  /**
   * @throws CarveoutError CARV-491, as do the others, when the API refuses, or does not answer within 10 s; within 90 s
   * where something is changed: a vhost is made on disk, and on all nodes.
   */
  get<T = unknown>(path: string): Promise<T>;
  put(path: string, body?: object): Promise<void>;
  post<T = unknown>(path: string, body?: object): Promise<T>;
  /** What is gone already counts as deleted. */
  delete(path: string): Promise<void>;
}

/** @param url of the API's server, with credentials: `http://user:password@host:15672` */
export function management(url: string): Management {
  const address = new URL(url);
  const account = `${decodeURIComponent(address.username)}:${decodeURIComponent(address.password)}`;
  const authorization = `Basic ${Buffer.from(account).toString('base64')}`;

  async function send(method: string, path: string, body?: object): Promise<Response> {
    try {
      return await fetch(`${address.origin}/api${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(method === 'GET' ? LOOK_MS : CHANGE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      throw managementRefused(`${method} ${path}`, address.origin, reasonOf(cause), error);
    }
  }

  async function ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await send(method, path, body);
    const text = await response.text();
    if (response.ok) return text === '' ? undefined : JSON.parse(text);
    if (method === 'DELETE' && response.status === 404) return undefined;
    throw managementRefused(`${method} ${path}`, address.origin, `${response.status} ${text}`);
  }

  return {
    origin: address.origin,
    get: async <T>(path: string) => (await ask('GET', path)) as T,
    put: async (path, body = {}) => void (await ask('PUT', path, body)),
    post: async <T>(path: string, body: object = {}) => (await ask('POST', path, body)) as T,
    delete: async (path) => void (await ask('DELETE', path)),
  };
}
