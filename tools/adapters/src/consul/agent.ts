import { Agent, request } from 'undici';
import type { ConsulSettings } from './options.ts';

/** Longer answers are refused. A record of an instance takes about 1 KiB. */
const MOST_BYTES = 16 * 1024 * 1024;

export interface AgentAnswer {
  readonly status: number;
  /** `X-Consul-Index`, where there is a sensible one. */
  readonly index: number | undefined;
  readonly text: string;
  /** Consul has left out what the token may not read. */
  readonly filtered: boolean;
}

export interface Question {
  readonly method: 'GET' | 'PUT';
  /** Below `/v1`, with what is in it encoded. */
  readonly path: string;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
  /** In ms, instead of the usual limit. */
  readonly withinMs?: number;
}

/** Consul's HTTP API, as its documentation describes it. Each request has a limit in time and size. */
export class ConsulAgent {
  readonly #settings: ConsulSettings;
  readonly #connections = new Agent({ connect: { timeout: 2_000 }, keepAliveTimeout: 10_000 });

  constructor(settings: ConsulSettings) {
    this.#settings = settings;
  }

  /** @throws Error when there is no answer, or none that can be read. */
  async ask({ method, path, body, signal, withinMs = this.#settings.requestMs }: Question): Promise<AgentAnswer> {
    const { url, token } = this.#settings;
    const limit = AbortSignal.timeout(withinMs);
    try {
      const answer = await request(`${url.origin}${url.pathname.replace(/\/$/, '')}/v1${path}`, {
        method,
        dispatcher: this.#connections,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        headers: {
          ...(token === undefined ? {} : { 'x-consul-token': token }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        headersTimeout: withinMs,
        bodyTimeout: withinMs,
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        // Leaving the loop closes the connection.
        if (bytes > MOST_BYTES) throw new Error(`the answer is larger than ${MOST_BYTES} bytes`);
        chunks.push(chunk);
      }
      const index = Number(answer.headers['x-consul-index']);
      return {
        status: answer.statusCode,
        index: Number.isSafeInteger(index) && index >= 0 ? index : undefined,
        text: Buffer.concat(chunks).toString(),
        filtered: answer.headers['x-consul-results-filtered-by-acls'] === 'true',
      };
    } catch (error) {
      if (limit.aborted) throw new Error(`no answer within ${withinMs} ms`, { cause: error });
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#connections.destroy();
  }
}

/** What to say of an answer that is not 200. Consul's own words, which hold no token. */
export const refusal = ({ status, text }: Pick<AgentAnswer, 'status' | 'text'>): Error =>
  new Error(`${status} ${text.slice(0, 200)}`);
