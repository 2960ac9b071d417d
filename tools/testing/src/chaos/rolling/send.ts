import { request } from 'node:http';
import type { Agent, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { failureKindOf } from './failure.ts';
import type { Failure } from './failure.ts';

const ANSWER_WITHIN_MS = 10_000;

/** One request, and the statuses that whoever sends it asks for. */
export interface Asked {
  /** What it is counted under. */
  readonly route: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly expected: readonly number[];
}

export interface Outcome {
  readonly text: string;
  /** The answer tells that the connection ends with it. */
  readonly told: boolean;
  /** Undefined when it is answered as asked. */
  readonly failure: Failure | undefined;
}

/** Sends a request once: what fails is not tried again. Never rejects. */
export function send(port: number, asked: Asked, agent: Agent, onSocket?: (socket: Socket) => void): Promise<Outcome> {
  const { method, path, headers, body, route } = asked;
  return new Promise((resolve) => {
    const fail = (error: unknown): void =>
      resolve({ text: '', told: false, failure: { route, kind: failureKindOf(error), reason: String(error) } });
    const sending = request({ host: '127.0.0.1', port, method, path, headers, agent });
    const timer = setTimeout(() => sending.destroy(notAnswered(asked)), ANSWER_WITHIN_MS);
    if (onSocket !== undefined) sending.once('socket', onSocket);
    sending.on('error', (error) => {
      clearTimeout(timer);
      fail(error);
    });
    sending.once('response', (response) => {
      read(response).then((text) => {
        clearTimeout(timer);
        resolve({ text, told: response.headers.connection === 'close', failure: unexpected(asked, response, text) });
      }, fail);
    });
    sending.end(body);
  });
}

function notAnswered({ method, path }: Asked): Error {
  return new Error(`${method} ${path} was not answered within ${ANSWER_WITHIN_MS / 1000} s`);
}

async function read(response: IncomingMessage): Promise<string> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) text += chunk as string;
  return text;
}

function unexpected(
  { route, expected }: Asked,
  { statusCode = 0 }: IncomingMessage,
  text: string,
): Failure | undefined {
  if (expected.includes(statusCode)) return undefined;
  const kind = statusCode >= 500 ? 'server error' : 'unexpected';
  return { route, kind, reason: `${statusCode}: ${text.replace(/<[^>]*>|\s+/g, ' ').slice(-300)}` };
}
