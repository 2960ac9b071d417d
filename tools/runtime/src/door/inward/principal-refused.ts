import { CarveoutError } from '../../errors/carveout-error.ts';
import { principalRefused } from '../../errors/carv-343-principal-refused.ts';

/** A principal header was there and did not hold. Answered 401; nothing ran. */
export class PrincipalRefused extends CarveoutError {
  override readonly name = 'PrincipalRefused';

  constructor(cause?: unknown) {
    super(principalRefused, 'the header Carveout-Principal does not hold: only the gateway may send it', { cause });
  }
}
