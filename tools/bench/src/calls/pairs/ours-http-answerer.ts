import { quotesModule } from '../ours.ts';
import { beAnswerer } from '../roles.ts';
import { hostOverHttp } from './ours-http-setting.ts';

beAnswerer(async ({ ports: [, port] }, answer) => {
  const deployment = await hostOverHttp('quotes', quotesModule(answer), port, port);
  return () => deployment.stop(1_000);
});
