import pg from 'pg';
import { connect } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { management } from '../backing/index.ts';
import { testDatabase } from './test-database.ts';
import { testVhost } from './test-vhost.ts';

const gone: { database?: string; vhost?: string } = {};

describe('a suite', () => {
  const database = testDatabase();
  const vhost = testVhost();
  const early = [() => database.url, () => vhost.url].map((read) => {
    try {
      return read();
    } catch (error) {
      return String(error);
    }
  });

  it('cannot read addresses while its tests are being collected', () => {
    expect(early).toEqual([expect.stringContaining('from beforeAll on'), expect.stringContaining('from beforeAll on')]);
  });

  it('has an empty database of its own', async () => {
    gone.database = database.name;
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query(
      "select current_database() as name, (select count(*)::int from pg_tables where schemaname = 'public') as tables",
    );
    await client.end();
    expect(rows).toEqual([{ name: database.name, tables: 0 }]);
  });

  it('has an empty vhost of its own, in which it may do everything', async () => {
    gone.vhost = vhost.name;
    expect(await management(vhost.managementUrl).get(`/queues/${vhost.name}`)).toEqual([]);
    const connection = await connect(vhost.url);
    const channel = await connection.createChannel();
    await channel.assertExchange('any', 'topic');
    await channel.assertQueue('any');
    await channel.bindQueue('any', 'any', '#');
    await connection.close();
  });
});

describe('the suite after it', () => {
  const database = testDatabase();
  const vhost = testVhost();

  it('finds nothing of the first one', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const { rows } = await client.query('select 1 from pg_database where datname = $1', [gone.database]);
    await client.end();
    expect(rows).toEqual([]);
    const vhosts = await management(vhost.managementUrl).get<{ name: string }[]>('/vhosts');
    expect(vhosts.map(({ name }) => name)).not.toContain(gone.vhost);
  });
});
