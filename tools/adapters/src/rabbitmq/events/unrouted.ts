import { CarveoutError } from '@carveout/runtime';
import { publishNotConfirmed } from '../errors/carv-412-publish-not-confirmed.ts';

/** A mandatory message came back: no queue took it, so it surely went nowhere. */
export class Unrouted extends CarveoutError {
  constructor(exchange: string, routingKey: string) {
    super(
      publishNotConfirmed,
      `a message to ${exchange} (${routingKey}) was returned: no queue takes it. Publish it again under the same id`,
    );
  }
}
