import { ServiceBroker } from 'moleculer';
import type { Context } from 'moleculer';
import type { Ask } from '../payload.ts';
import { beAnswerer } from '../roles.ts';
import { moleculerOptions } from './moleculer-setting.ts';

beAnswerer(async (setting, answer) => {
  const broker = new ServiceBroker(moleculerOptions('answerer', setting));
  broker.createService({
    name: 'quotes',
    actions: { quote: { handler: (context: Context<Ask>) => answer(context.params) } },
  });
  await broker.start();
  return () => broker.stop();
});
