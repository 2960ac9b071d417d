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
          reference: 'string',
          customer: 'string',
          currency: 'string',
          zipCode: 'string',
          items: {
            type: 'array',
            items: {
              type: 'object',
              props: { productId: 'string', quantity: { type: 'number', integer: true } },
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
