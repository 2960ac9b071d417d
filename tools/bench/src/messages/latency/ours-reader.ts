import { host, readerModule } from '../ours-modules.ts';
import { beReader } from './latency-role.ts';

beReader(async (setting, heard) => {
  const reader = await host({ deployable: 'reader', modules: [readerModule(heard)], ...setting });
  return () => reader.stop(1_000);
});
