import type { IncomingHttpHeaders } from 'node:http';
import { REFUSED } from '@carveout/runtime/door';
import { notHosted } from '@carveout/runtime/errors';

/** Whether an instance says that it has no route for what was asked: another deployable's may have its old address. */
export function saysNotServed(headers: IncomingHttpHeaders): boolean {
  return headers[REFUSED.toLowerCase()] === notHosted.code;
}
