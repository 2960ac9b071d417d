import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatch } from '@carveout/runtime';
import { denied, invalidInput, overloaded, stopping } from '@carveout/runtime';
import { listen } from '@carveout/runtime/listen';
import type { Listening } from '@carveout/runtime/listen';
import { BATCH_BYTES, BATCH_CALLS } from '../../wire/limits.ts';
import { RunningCalls } from '../../wire/running-calls.ts';
import { noInstance } from '../errors/carv-432-no-instance.ts';
import { notCarriable } from '../errors/carv-436-not-carriable.ts';
import type { Settings } from '../options.ts';
import type { TurnEnd } from '../turn-end.ts';
import { CALLS_CONTENT, CALLS_PATH, READY_PATH } from '../wire-format.ts';
import { Answers } from './answers.ts';
import type { AnswersOptions } from './answers.ts';
import { authorizedBy } from './authorized.ts';
import { HeldBytes } from './held-bytes.ts';
import { HostedCalls } from './hosted-calls.ts';
import { readBody } from './read-body.ts';
import type { BodyFault } from './read-body.ts';
import { refuse } from './refuse.ts';
import type { Refusal } from './refuse.ts';
import { UnreadBytes } from './unread-bytes.ts';

const LOOK_MS = 1_000;
/** Seconds (RFC 9110, 10.2.3). */
const RETRY_AFTER = { 'Retry-After': 1 };

const noSuchModule: Refusal = { status: 404, code: noInstance.code };
const isStopping: Refusal = { status: 503, code: stopping.code, headers: RETRY_AFTER };
const isFull: Refusal = { status: 503, code: overloaded.code, headers: RETRY_AFTER };
const tooLarge: Refusal = { status: 413, code: notCarriable.code };
const unreadable: Refusal = { status: 400, code: invalidInput.code };
const bodyRefusals: Readonly<Record<BodyFault, Refusal>> = {
  'too large': tooLarge,
  'no room': isFull,
  broken: unreadable,
};

/** The host's side: a server that takes batches of calls, and tells whether this process is ready. */
export class CallServer {
  readonly #settings: Settings;
  readonly #hosted = new Map<string, HostedCalls>();
  /** They take no more calls, and run their last. */
  readonly #left = new Set<HostedCalls>();
  readonly #running: RunningCalls;
  readonly #answering = new Set<Answers>();
  readonly #authorized: (header: string | undefined) => boolean;
  readonly #held: HeldBytes;
  readonly #answers: AnswersOptions;
  #listening: Listening | undefined;
  #looking: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(settings: Settings, turnEnd: TurnEnd) {
    this.#settings = settings;
    const { callsRunning, bufferedBytes, messageBytes } = settings.limits;
    this.#running = new RunningCalls(callsRunning);
    this.#authorized = authorizedBy(settings.secret);
    this.#held = new HeldBytes(bufferedBytes);
    const ended = (): void =>
      settings.log.warn({}, 'http: a connection was ended, too many bytes of answers wait to be read');
    this.#answers = { turnEnd, unread: new UnreadBytes(bufferedBytes, ended), messageBytes };
  }

  port(): number {
    if (this.#listening === undefined) throw new Error('the HTTP link is not started');
    return this.#listening.port;
  }

  /** Whether it may have calls to run. */
  get hosts(): boolean {
    return this.#hosted.size + this.#left.size > 0;
  }

  async start(): Promise<void> {
    const { host, port, tls, limits, log } = this.#settings;
    const { requestMs, callerConnections } = limits;
    this.#listening = await listen(this.#take, 'calls', 'LINK_PORT', port, host, {
      tls,
      connections: callerConnections,
      limits: {
        requestTimeout: requestMs,
        headersTimeout: Math.min(requestMs, 10_000),
        connectionsCheckingInterval: Math.min(requestMs, 5_000),
      },
      unreadable: { observe: (what) => log.debug(what, 'http: what a connection brought could not be read') },
    });
    this.#looking = setInterval(() => this.#endStalled(), LOOK_MS);
    this.#looking.unref();
  }

  serve(module: string, dispatch: Dispatch): HostedCalls {
    const { log, limits } = this.#settings;
    const options = { module, dispatch, log, running: this.#running, callsRunning: limits.callsRunning };
    const hosted: HostedCalls = new HostedCalls(options, () => {
      if (this.#hosted.get(module) === hosted) this.#hosted.delete(module);
      this.#left.add(hosted);
      void hosted.idle().then(() => this.#left.delete(hosted));
    });
    this.#hosted.set(module, hosted);
    return hosted;
  }

  /** Refuses batches from now on, tells kept connections to close, and resolves with the last of them. */
  async close(graceMs: number): Promise<void> {
    this.#stopping = true;
    await this.#listening?.close(graceMs);
    clearInterval(this.#looking);
  }

  /** Resolves when no call runs any more, or when `graceMs` are over. */
  async idle(graceMs: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    const timer = setTimeout(over.resolve, graceMs);
    const all = [...this.#hosted.values(), ...this.#left];
    await Promise.race([over.promise, Promise.all(all.map((hosted) => hosted.idle()))]);
    clearTimeout(timer);
  }

  readonly #take = (request: IncomingMessage, response: ServerResponse): void => {
    const url = request.url!;
    if (url === READY_PATH) return this.#tellReady(request, response);
    const module = moduleOf(url);
    const refusal = this.#refusal(request, module);
    if (refusal !== undefined) return refuse(request, response, refusal);
    const { messageBytes } = this.#settings.limits;
    readBody(request, messageBytes + BATCH_BYTES, this.#held, (body) => {
      if (!Buffer.isBuffer(body)) return refuse(request, response, bodyRefusals[body]);
      const lines = linesOf(body);
      const batch = this.#batchRefusal(lines);
      if (batch !== undefined) return refuse(request, response, batch);
      const hosted = this.#hosted.get(module!);
      if (hosted === undefined) return refuse(request, response, noSuchModule);
      this.#run(hosted, lines, response);
    });
  };

  /** What can be said before the body is read. */
  #refusal({ method, headers }: IncomingMessage, module: string | undefined): Refusal | undefined {
    const { authorization, 'content-type': type, 'content-encoding': encoding } = headers;
    if (module === undefined) return noSuchModule;
    if (!this.#authorized(authorization))
      return { status: 401, code: denied.code, headers: { 'WWW-Authenticate': 'Bearer' } };
    if (method !== 'POST') return { status: 405, code: invalidInput.code, headers: { Allow: 'POST' } };
    if (this.#stopping) return isStopping;
    if (!this.#hosted.has(module)) return noSuchModule;
    if (type !== CALLS_CONTENT || encoding !== undefined)
      return { status: 415, code: invalidInput.code, headers: { Accept: CALLS_CONTENT } };
    return this.#running.full ? isFull : undefined;
  }

  #batchRefusal(lines: readonly string[]): Refusal | undefined {
    if (this.#stopping) return isStopping;
    if (lines.length === 0) return unreadable;
    if (lines.length > BATCH_CALLS) return tooLarge;
    return this.#running.full ? isFull : undefined;
  }

  #run(hosted: HostedCalls, lines: readonly string[], response: ServerResponse): void {
    // A connection that is closing cannot be answered on: its calls are not begun.
    if (response.destroyed || response.socket?.writable !== true) return void response.destroy();
    const answers = new Answers(response, lines.length, this.#answers);
    this.#answering.add(answers);
    response.once('close', () => this.#answering.delete(answers));
    hosted.run(lines, (index, reply) => answers.add(index, reply));
  }

  #tellReady({ method }: IncomingMessage, response: ServerResponse): void {
    const asked = method === 'GET' || method === 'HEAD';
    const status = this.#stopping || !this.#settings.ready() ? 503 : 200;
    response.writeHead(asked ? status : 405, { 'Cache-Control': 'no-store', 'Content-Length': 0 }).end();
  }

  #endStalled(): void {
    const since = performance.now() - this.#settings.limits.readMs;
    for (const answers of this.#answering) {
      if (!answers.stalled(since)) continue;
      this.#settings.log.warn({}, 'http: a connection was ended, its caller does not read its answers');
      answers.destroy();
    }
  }
}

/** Each line ends with a newline; what follows the last is none. */
function linesOf(body: Buffer): string[] {
  const lines = body.toString().split('\n');
  return lines.pop() === '' ? lines : [];
}

/** What follows the path's prefix. */
function moduleOf(url: string): string | undefined {
  if (!url.startsWith(CALLS_PATH)) return undefined;
  const name = url.slice(CALLS_PATH.length);
  if (!name.includes('%')) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return undefined;
  }
}
