import { connect } from 'amqplib';
import pg from 'pg';
import { quorumQueue } from '../message.ts';
import { beWriter } from './latency-role.ts';
import { POLL_MS, QUEUE } from './poll-setting.ts';

/** An outbox that is read every 100 ms, in batches: business row and message in one transaction. */
beWriter(async ({ brokerUrl, databaseUrl }, committed) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
  await pool.query('create table orders (id text primary key, details jsonb not null)');
  await pool.query('create table outbox (id bigserial primary key, payload jsonb not null)');
  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, quorumQueue);

  const relay = async (): Promise<void> => {
    const { rows } = await pool.query<{ id: string; payload: object }>(
      'select id, payload from outbox order by id limit 500',
    );
    if (rows.length === 0) return;
    for (const { payload } of rows)
      channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(payload)), { persistent: true });
    await channel.waitForConfirms();
    await pool.query('delete from outbox where id = any($1::bigint[])', [rows.map(({ id }) => id)]);
  };
  let relaying = Promise.resolve();
  const timer = setInterval(() => {
    relaying = relaying.then(relay);
  }, POLL_MS);

  return {
    write: async (order) => {
      const client = await pool.connect();
      try {
        await client.query('begin');
        await client.query('insert into orders (id, details) values ($1, $2)', [order.orderId, order]);
        await client.query('insert into outbox (payload) values ($1)', [order]);
        await client.query('commit');
        committed(order.orderId);
      } finally {
        client.release();
      }
    },
    stop: async () => {
      clearInterval(timer);
      await relaying;
      await connection.close();
      await pool.end();
    },
  };
});
