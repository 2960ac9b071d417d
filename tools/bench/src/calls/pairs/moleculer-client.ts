import { ServiceBroker } from 'moleculer';
import type { Answer, Ask } from '../payload.ts';
import { beClient } from '../roles.ts';
import { moleculerOptions } from './moleculer-setting.ts';

beClient(async (setting) => {
  const broker = new ServiceBroker(moleculerOptions('client', setting));
  await broker.start();
  await broker.waitForServices('quotes', 15_000);
  return {
    call: (ask) => broker.call<Answer, Ask>('quotes.quote', ask),
    stop: () => broker.stop(),
  };
});
