import { defineModule, outside } from '@carveout/runtime';
import { notifications } from '@shop/notifications';
import { orders } from '@shop/orders';
import type { Logger } from 'pino';
import { NotificationsConfig } from './config.ts';
import { FakeMail } from './outside/fake/fake-mail.ts';
import type { Mail } from './outside/mail.ts';
import { persistence } from './persistence/index.ts';

const mail = outside<Mail>({
  adapters: {
    fake: ({ config, log }: { readonly config: NotificationsConfig; readonly log: Logger }) =>
      new FakeMail({ delayMs: config.fakeDelayMs, failureRate: config.fakeFailureRate }, log),
  },
  default: 'fake',
});

export const module = defineModule(notifications, {
  hears: { orders },
  config: NotificationsConfig,
  ports: { mail },
  persistence,
});
