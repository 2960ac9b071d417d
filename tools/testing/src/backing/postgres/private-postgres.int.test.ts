import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identify } from '../joining/process-identity.ts';
import { listenersOf } from '../processes/listeners.fixture.ts';
import { postgresAnswers } from './answers.ts';
import type { PrivatePostgres } from './private-postgres.ts';
import { startPrivatePostgres } from './private-postgres.ts';

let server: PrivatePostgres;

beforeAll(async () => {
  server = await startPrivatePostgres();
});

afterAll(() => server?.remove());

async function query(statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

it('listens on 127.0.0.1 alone, takes 400 connections and wants a password', async () => {
  expect(listenersOf(server.pid)).toEqual([`127.0.0.1:${server.port}`]);
  expect(await query('show max_connections')).toEqual([{ max_connections: '400' }]);
  expect(await postgresAnswers(server.url.replace(/:[^:@]+@/, ':wrong@'))).toBe(false);
});

it('comes back on the same port with committed data after a kill and after a stop', async () => {
  await query('create table kept as select 1 as n');
  for (const end of [() => server.kill(), () => server.stop()]) {
    const ended = server.pid;
    await end();
    expect(identify(ended)).toBeUndefined();
    expect(await postgresAnswers(server.url)).toBe(false);
    await server.start();
    expect(server.pid).not.toBe(ended);
    expect(await query('select n from kept')).toEqual([{ n: 1 }]);
  }
});
