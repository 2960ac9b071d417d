import { Eureka } from 'eureka-js-client';
import type { ClientResponse, RequestOptions } from 'eureka-js-client';
import type { Logger } from 'pino';
import { boundedAgent } from './bounded-agent.ts';
import { logOfClient, withoutPassword } from './log-of-client.ts';
import { textOf } from './text-of.ts';

export interface EurekaRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `apps/`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * One server, asked through eureka-js-client. Of the client, only what makes a request is used (`eurekaRequest`), without
 * its retries; why is in the README.
 */
export class EurekaServer {
  /** Its address without an account. */
  readonly name: string;
  readonly #client: Eureka;

  constructor(url: string, log: Logger) {
    this.name = withoutPassword(url);
    const agent = boundedAgent(new URL(url).protocol);
    this.#client = new Eureka({
      // It reads two YAML files from here over its defaults: there are none of this name.
      cwd: import.meta.dirname,
      filename: 'no-settings-from-files',
      logger: logOfClient(log),
      requestMiddleware: (options, done) => done({ ...options, ...fence, agent }),
      instance: {},
      eureka: {
        serviceUrls: { default: [`${url}/apps/`] },
        maxRetries: 0,
        registerWithEureka: false,
        fetchRegistry: false,
        fetchMetadata: false,
      },
    });
  }

  /**
   * One try. Settles within `withinMs` plus the time to unpack, whatever the server and the client do.
   *
   * @throws Error that says why there is no answer, without an address.
   */
  async ask(request: EurekaRequest, withinMs: number, stop: AbortSignal): Promise<Answer> {
    const { response, body } = await this.#send(request, withinMs, stop);
    const text = Buffer.isBuffer(body) ? await textOf(body, response.headers['content-encoding']) : '';
    return { status: response.statusCode, text };
  }

  async #send(request: EurekaRequest, withinMs: number, stop: AbortSignal): Promise<Received> {
    const ending = new AbortController();
    return new Promise<Received>((resolve, reject) => {
      const end = (why: string): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', stopped);
        reject(new Error(why));
        ending.abort();
      };
      const stopped = (): void => end('it was no longer wanted');
      // The client's own `timeout` counts from the last byte: a server that sends one now and then is never over it.
      const timer = setTimeout(() => end(`it did not answer within ${Math.round(withinMs)} ms`), withinMs);
      if (stop.aborted) return stopped();
      stop.addEventListener('abort', stopped);
      try {
        this.#client.eurekaRequest(optionsOf(request, ending.signal), (error, response, body) => {
          if (response === undefined || error) return end(reasonOf(error));
          clearTimeout(timer);
          stop.removeEventListener('abort', stopped);
          resolve({ response, body });
        });
      } catch (error) {
        end(reasonOf(error));
      }
    });
  }
}

interface Received {
  readonly response: ClientResponse;
  readonly body: unknown;
}

/** What the library behind the client must not do: unpack without a limit, follow a redirect, go through a proxy. */
const fence = { gzip: false, encoding: null, followRedirect: false, followAllRedirects: false, proxy: null };

function optionsOf({ method, path, body }: EurekaRequest, signal: AbortSignal): RequestOptions {
  const headers = { accept: 'application/json', 'accept-encoding': 'gzip' };
  if (body === undefined) return { method, uri: path, headers, signal };
  const json = { ...headers, 'content-type': 'application/json' };
  return { method, uri: path, headers: json, body: JSON.stringify(body), signal };
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  const why = error instanceof Error ? error.message : String(error ?? 'it did not answer');
  return withoutPassword(why);
}
