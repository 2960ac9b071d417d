import { ServiceBroker } from 'moleculer';
import type { Context } from 'moleculer';
import { answerTo } from '../payload.ts';
import type { Answer, Ask } from '../payload.ts';
import { beMeasured } from './measure.ts';

beMeasured(async () => {
  const broker = new ServiceBroker({ logger: false, metrics: false, tracing: false });
  broker.createService({
    name: 'quotes',
    actions: {
      quote: {
        // The same checks of the input as the contract's. Moleculer checks no output.
        params: {
          reference: { type: 'string', min: 1, max: 40 },
          customer: { type: 'string', pattern: /^c-[0-9a-f]{16}$/ },
          currency: { type: 'string', pattern: /^[A-Z]{3}$/ },
          zipCode: { type: 'string', max: 20 },
          items: {
            type: 'array',
            max: 100,
            items: {
              type: 'object',
              props: {
                productId: { type: 'string', pattern: /^[0-9A-Z]{10}$/ },
                quantity: { type: 'number', integer: true, min: 1, max: 1000 },
              },
            },
          },
        },
        handler: (context: Context<Ask>) => answerTo(context.params),
      },
    },
  });
  await broker.start();
  return (ask: Ask) => broker.call<Answer, Ask>('quotes.quote', ask);
});
