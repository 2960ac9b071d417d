import { send } from './exchange.ts';
import type { Answer } from './exchange.ts';
import type { Program } from './program.ts';

export const CALLS_CONTENT = 'application/vnd.carveout.calls.1+x-ndjson';

/** An answer's elements after its index. */
export type Told = readonly [kind: number, ...rest: unknown[]];

/** What a line is made of, where it differs from a plain call. */
export interface CallParts {
  readonly caller?: string;
  /** Epoch ms. */
  readonly deadline?: number;
  /** What follows the elements up to the trace, as JSON texts. */
  readonly tail?: readonly string[];
}

const MINUTE_MS = 60_000;

/** The line of a call, without its end. */
export function lineOf(operation: string, input: unknown, parts: CallParts = {}): string {
  const { caller = 'orders', deadline = Date.now() + MINUTE_MS, tail = [JSON.stringify(input)] } = parts;
  const head = [operation, 'id-1', 'correlation-1', caller, deadline, null, null, null, null];
  return `[${[JSON.stringify(head).slice(1, -1), ...tail].join(',')}]`;
}

/** Sends a batch as it stands. */
export function post(
  { ports, secret }: Program,
  body: string | readonly (string | Buffer)[],
  headers: Readonly<Record<string, string>> = {},
  path = '/calls/currencies',
): Promise<Answer> {
  const all = { 'content-type': CALLS_CONTENT, authorization: `Bearer ${secret}`, ...headers };
  return send({ port: ports.link, method: 'POST', path, headers: all, body });
}

/** Sends lines as one batch; resolves with the answer to each, in the order of the lines. */
export async function call(program: Program, lines: readonly string[]): Promise<Told[]> {
  return answersIn(await post(program, lines.map((line) => `${line}\n`).join('')), lines.length);
}

/** Reads the answer to a batch. Throws where one is missing, doubled, or not of the format. */
export function answersIn({ status, headers, text }: Answer, calls: number): Told[] {
  if (status !== 200 || headers['content-type'] !== CALLS_CONTENT)
    throw new Error(`status ${status}, ${headers['content-type']}: ${text.slice(0, 200)}`);
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const told = new Map<number, Told>();
  for (const line of text.slice(0, -1).split('\n')) {
    const [index, ...rest] = JSON.parse(line) as [number, number, ...unknown[]];
    if (told.has(index)) throw new Error(`call ${index} is answered twice`);
    told.set(index, rest);
  }
  const places = Array.from({ length: calls }, (_, index) => told.get(index));
  if (told.size !== calls || places.includes(undefined))
    throw new Error(`${calls} calls, ${told.size} answers: ${text}`);
  return places as Told[];
}
