import { CarveoutError } from '@carveout/runtime/errors';
import { issuerAway } from '../errors/carv-341-issuer-away.ts';

/** No key of the issuer could be had yet: nothing can be said about its tokens. */
export class KeysAway extends CarveoutError {
  override readonly name = 'KeysAway';

  constructor(issuer: string) {
    super(issuerAway, `no keys of ${issuer} could be fetched yet: see the log`, { availability: 'away' });
  }
}
