// Run by join.long.test.ts as a process of its own: uses a PostgreSQL until a line arrives on standard input
// or its starter is gone.
import { once } from 'node:events';
import { usePostgres } from '../postgres/use-postgres.ts';

const [folder, keep, ending] = process.argv.slice(2);
const use = await usePostgres({ folder: folder!, persistent: keep === 'persistent' });
console.log(JSON.stringify({ url: use.url, joined: use.joined }));
await Promise.race([once(process.stdin, 'data'), once(process.stdin, 'end')]);
if (ending !== 'leave') await use.release();
process.exit(0);
