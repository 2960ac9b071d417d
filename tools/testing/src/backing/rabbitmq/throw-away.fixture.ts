import { startDetached } from '../processes/detached.ts';
import { throwAway } from './throw-away.ts';

/* A program that ends without removing what it had thrown away. */
const { folder, add } = throwAway('carveout-throw-away-', process.argv[2]);
const started = await startDetached({
  file: 'sleep',
  args: ['300'],
  environment: process.env,
  folder: '/',
  logFile: `${folder}/log`,
});
if (started instanceof Error) throw started;
add(started);
console.log(JSON.stringify(started));
process.exit(0);
