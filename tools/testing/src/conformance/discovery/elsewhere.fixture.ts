import { pathToFileURL } from 'node:url';
import type { Discovery } from '@carveout/runtime';
import type { ElsewhereRequest } from './elsewhere.ts';

/** A process that announces and watches until its input ends, and then has nothing left that would keep it running. */
const { file, settings, modules, instance } = JSON.parse(process.argv[2]!) as ElsewhereRequest;
const program = (await import(pathToFileURL(file).href)) as { open(settings: unknown): Discovery };
const discovery = program.open(settings);
await discovery.start(modules, () => undefined);
const announced = await discovery.announce({ instance, modules, ready: () => true });
process.stdout.write('announced\n');
process.stdin.resume();
process.stdin.once('end', async () => {
  await announced.withdraw(5_000);
  await discovery.stop();
});
