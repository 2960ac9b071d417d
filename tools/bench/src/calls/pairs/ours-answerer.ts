import { quotesModule } from '../ours.ts';
import { beAnswerer } from '../roles.ts';
import { hostOverRabbitmq } from './ours-setting.ts';

beAnswerer(async ({ url }, answer) => {
  const deployment = await hostOverRabbitmq('quotes', quotesModule(answer), url);
  return () => deployment.stop(1_000);
});
