import { randomBytes } from 'node:crypto';
import { splitAddresses } from '@carveout/adapters/rabbitmq/addresses';
import { afterAll, beforeAll } from 'vitest';
import type { CreatedVhost } from '../backing/index.ts';
import { createVhost } from '../backing/index.ts';
import { need, provided } from './needs.ts';

export interface TestVhost {
  /** Of the suite's own vhost, with the broker's account; of one node. There from `beforeAll` on. */
  readonly url: string;
  readonly name: string;
  /** The management API of the broker, with an administrator's credentials, for `management(url)`. */
  readonly managementUrl: string;
}

/** A fresh vhost for the suite (file or `describe`) that calls this, dropped after it. */
export function testVhost(): TestVhost {
  let vhost: CreatedVhost | undefined;
  need('rabbitmq');
  const broker = (): { url: string; managementUrl: string } => {
    const { url, managementUrl } = provided('rabbitmq');
    return { url: splitAddresses(url)[0]!, managementUrl: managementUrl! };
  };
  beforeAll(async () => {
    vhost = await createVhost(broker(), `test_${randomBytes(6).toString('hex')}`);
  });
  afterAll(async () => {
    await vhost?.drop();
  });
  const created = (): CreatedVhost => {
    if (vhost) return vhost;
    throw new Error('the test vhost is there from beforeAll on: do not read it while tests are being collected');
  };
  return {
    get url() {
      return created().url;
    },
    get name() {
      return created().name;
    },
    get managementUrl() {
      return broker().managementUrl;
    },
  };
}
