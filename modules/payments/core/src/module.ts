import { defineModule, outside } from '@carveout/runtime';
import { payments } from '@shop/payments';
import { PaymentsConfig } from './config.ts';
import type { Cards } from './outside/cards.ts';
import { FakeCards } from './outside/fake/fake-cards.ts';
import { persistence } from './persistence/index.ts';

const cards = outside<Cards>({
  adapters: {
    fake: ({ config }: { readonly config: PaymentsConfig }) =>
      new FakeCards({
        delayMs: config.fakeDelayMs,
        failureRate: config.fakeFailureRate,
        vaultSecret: config.fakeVaultSecret,
      }),
  },
  default: 'fake',
});

export const module = defineModule(payments, { config: PaymentsConfig, ports: { cards }, persistence });
