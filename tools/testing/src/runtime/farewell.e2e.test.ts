import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { soon } from './fixture/soon.ts';
import { witnessOf } from '../chaos/proxy/farewell-witness.ts';
import type { Seen } from '../chaos/proxy/farewell-witness.ts';

const ENTRY = join(import.meta.dirname, 'fixture/bank-entry.ts');
const database = testDatabase();
const vhost = testVhost();

/** Method frames on channel 0: the client's `connection.close`, and all of the broker's `connection.close-ok`. */
const AMQP_CLOSE = Buffer.from([0, 10, 0, 50]);
const AMQP_CLOSE_OK = Buffer.from([1, 0, 0, 0, 0, 0, 4, 0, 10, 0, 51, 0xce]);
/** The broker's timer may add one to its last word. */
const AMQP_HEARTBEAT = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]);
const PG_TERMINATE = Buffer.from([0x58, 0, 0, 0, 4]);

/** Without the bytes that make a terminal, and whoever searches its output, take a report for a binary file. */
const readable = (bytes: Buffer): string => bytes.toString('latin1').replaceAll(/[^ -~]/g, '.');
const endsWith = (bytes: Buffer, end: Buffer): boolean => bytes.subarray(-end.length).equals(end);
const withoutHeartbeats = (bytes: Buffer): Buffer =>
  endsWith(bytes, AMQP_HEARTBEAT) ? withoutHeartbeats(bytes.subarray(0, -AMQP_HEARTBEAT.length)) : bytes;
const closedInOrder = ({ said, answered }: Seen): boolean =>
  said.includes(AMQP_CLOSE) && endsWith(withoutHeartbeats(answered), AMQP_CLOSE_OK);
const shown = ({ said, answered, broken }: Seen) => ({ said: readable(said), answered: readable(answered), broken });

it('a deployable that stops takes its leave of broker and database in their own words', async () => {
  const [broker, store] = [await witnessOf(vhost.url), await witnessOf(database.url)];
  onTestFinished(() => [broker, store].forEach((one) => one.close()));
  const child = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env['PATH'], ADMIN_PORT: '0', DATABASE_URL: store.url, RABBITMQ_URL: broker.url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await vi.waitFor(() => expect(out).toContain('"event":"ready"'), { ...soon, timeout: 60_000 });

  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  await vi.waitFor(() => expect([...broker.seen, ...store.seen].filter(({ closed }) => !closed)).toEqual([]), soon);
  // Calls, events out, events in.
  expect(broker.seen).toHaveLength(3);
  expect(broker.seen.filter((one) => !closedInOrder(one)).map(shown)).toEqual([]);
  // At the first start the module's role is not there yet, and who asks in its name is sent away; and one that was being
  // opened when the stop came has not been let in.
  const accepted = store.seen.filter(({ answered }) => answered.length > 0 && !answered.includes('FATAL'));
  expect(accepted.length).toBeGreaterThan(0);
  const abrupt = accepted.filter(({ said }) => !endsWith(said, PG_TERMINATE));
  expect(abrupt.map(shown)).toEqual([]);
  expect([...broker.seen, ...store.seen].filter(({ broken }) => broken).map(shown)).toEqual([]);
}, 120_000);
