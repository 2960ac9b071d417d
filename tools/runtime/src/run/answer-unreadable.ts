import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { unreadable } from '../errors/carv-371-unreadable.ts';
import { problemUri, PROBLEM_TYPE } from '../door/problems/problem.ts';
import type { Problem } from '../door/problems/problem.ts';
import { requestIdFrom } from '../door/request-id.ts';
import { SECURITY_HEADERS } from '../door/security-headers.ts';

/** How long a client may take to read that it was refused, and to close. */
const LINGER_MS = 1_000;
const DETAILS: Readonly<Record<number, string>> = {
  400: 'It is not written as HTTP/1.1 is.',
  408: 'It took too long to arrive.',
  413: 'It has too large extensions of chunks.',
  417: 'It expects what is not done here.',
  431: 'It has too large headers.',
};

/** A request that no application saw, or saw to its end. */
export interface Unreadable {
  readonly status: number;
  /** Node's code, such as `HPE_HEADER_OVERFLOW`. */
  readonly why: string;
  /** As it was answered. */
  readonly requestId: string;
}

export interface UnreadableOptions {
  /** Hears of each. @default nobody does */
  readonly observe?: ((unreadable: Unreadable) => void) | undefined;
  /** The id that the application has given a request. @default the `X-Request-Id` of its answer, as far as it has one */
  readonly requestIdOf?: ((request: IncomingMessage) => string | undefined) | undefined;
}

const LAST = Symbol('last response');
const REFUSED = Symbol('refused');
type Connection = Socket & { [LAST]?: ServerResponse | undefined; [REFUSED]?: true };

/** Answers with a problem what Node's HTTP server would refuse by itself, with a status and nothing more. */
export class UnreadableRequests {
  readonly #options: UnreadableOptions;

  /** @param server made with `requireHostHeader: false`. */
  constructor(server: Server, options: UnreadableOptions = {}) {
    this.#options = options;
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Connection) => this.#failed(socket, error.code));
    server.on('checkExpectation', (request, response) => this.#answer(request, response, 417, 'EXPECTATION'));
  }

  /** Remembers whom to answer through. False for a request that was refused, and for all that follow one. */
  began(request: IncomingMessage, response: ServerResponse): boolean {
    const socket: Connection = request.socket;
    if (socket[REFUSED]) return false;
    socket[LAST] = response;
    response.on('finish', forget);
    if (request.headers.host !== undefined || request.httpVersion !== '1.1') return true;
    this.#answer(request, response, 400, 'NO_HOST');
    return false;
  }

  #failed(socket: Connection, why = ''): void {
    // What still comes fails again.
    if (socket[REFUSED]) return;
    socket[REFUSED] = true;
    const status = statusOf(why);
    // Broken connections, handshakes that failed, and those that were opened ahead and never used.
    if (status === undefined || !socket.writable || socket.bytesRead === 0) return void socket.destroy();
    const last = socket[LAST];
    if (last === undefined) return this.#write(socket, status, why);
    // It is what follows that cannot be read. To answer that now would be taken for the answer to this one.
    if (last.req.complete) return void last.once('finish', () => this.#write(socket, status, why));
    // The client has left within its request, or there is half an answer.
    if (why === 'HPE_INVALID_EOF_STATE' || last.headersSent) return void socket.destroy();
    this.#answer(last.req, last, status, why);
  }

  /** Where there is no request yet. */
  #write(socket: Socket, status: number, why: string): void {
    if (!socket.writable) return;
    const { head, text } = this.#told(status, why, randomUUID());
    const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`);
    endLater(socket);
  }

  #answer(request: IncomingMessage, response: ServerResponse, status: number, why: string): void {
    const socket: Connection = request.socket;
    socket[REFUSED] = true;
    const given = this.#options.requestIdOf?.(request) ?? response.getHeader('X-Request-Id');
    const { head, text } = this.#told(status, why, typeof given === 'string' ? given : requestIdFrom(request.headers));
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    // Node destroys a connection with its last answer. With unread bytes it would be reset, and the answer lost.
    socket.destroySoon = () => {
      socket.end();
      endLater(socket);
    };
    response.writeHead(status, head).end(text);
  }

  #told(status: number, why: string, requestId: string): { head: Record<string, string>; text: string } {
    this.#options.observe?.({ status, why, requestId });
    const { code, title } = unreadable;
    const problem: Problem = { type: problemUri(code), title, status, code, detail: DETAILS[status]!, requestId };
    const text = JSON.stringify(problem);
    const head = {
      ...SECURITY_HEADERS,
      'X-Request-Id': requestId,
      'Content-Type': PROBLEM_TYPE,
      'Content-Length': String(Buffer.byteLength(text)),
      Date: new Date().toUTCString(),
      Connection: 'close',
    };
    return { head, text };
  }
}

function statusOf(why: string): 400 | 408 | 413 | 431 | undefined {
  if (why === 'HPE_HEADER_OVERFLOW') return 431;
  if (why === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413;
  if (why === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return why.startsWith('HPE_') ? 400 : undefined;
}

/** A kept connection that held its last answer would have the garbage collector carry along all that hangs on it. */
function forget(this: ServerResponse): void {
  const socket: Connection = this.req.socket;
  if (socket[LAST] === this) socket[LAST] = undefined;
}

function endLater(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}
