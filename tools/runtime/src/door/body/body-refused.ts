import { bodyRefused } from '../../errors/carv-317-body-refused.ts';
import { CarveoutError } from '../../errors/carveout-error.ts';

/** The body of a request from outside was refused before anything was done with it. */
export class BodyRefused extends CarveoutError {
  /** 400 malformed, 413 too large, 415 of a kind that is not read. */
  readonly status: 400 | 413 | 415;

  constructor(status: 400 | 413 | 415, message: string) {
    super(bodyRefused, message);
    this.name = 'BodyRefused';
    this.status = status;
  }
}
