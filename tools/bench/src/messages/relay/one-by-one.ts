import { connect } from 'amqplib';
import pg from 'pg';
import { nextOrder, quorumQueue } from '../message.ts';
import { beRelay } from './relay-role.ts';

const QUEUE = 'bench.one-by-one';

/** The outbox as it is often written first: take the oldest row, publish it, wait for the confirmation, delete it. */
beRelay(async ({ brokerUrl, databaseUrl }) => {
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  await database.query('create table outbox (id bigserial primary key, payload jsonb not null)');
  const connection = await connect(brokerUrl, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(QUEUE, quorumQueue);

  const relayOne = async (): Promise<boolean> => {
    const { rows } = await database.query<{ id: string; payload: object }>({
      name: 'oldest',
      text: 'select id, payload from outbox order by id limit 1',
    });
    const [row] = rows;
    if (!row) return false;
    await new Promise<void>((resolve, reject) => {
      channel.sendToQueue(QUEUE, Buffer.from(JSON.stringify(row.payload)), { persistent: true }, (error) =>
        error ? reject(error as Error) : resolve(),
      );
    });
    await database.query({ name: 'sent', text: 'delete from outbox where id = $1', values: [row.id] });
    return true;
  };

  return {
    fill: async (rows) => {
      const payloads = Array.from({ length: rows }, () => JSON.stringify(nextOrder()));
      await database.query('insert into outbox (payload) select unnest($1::jsonb[])', [payloads]);
    },
    relay: async (rows) => {
      const startedAt = performance.now();
      while (await relayOne());
      return rows / ((performance.now() - startedAt) / 1000);
    },
    stop: async () => {
      await connection.close();
      await database.end();
    },
  };
});
