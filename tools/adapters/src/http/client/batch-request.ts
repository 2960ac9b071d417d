import type { Dispatcher } from 'undici';
import { CALLS_PATH } from '../wire-format.ts';

/** The request that carries calls, as they have been written: a line each. */
export function batchRequest(
  module: string,
  calls: readonly { readonly text: string }[],
  headers: readonly string[],
): Dispatcher.DispatchOptions {
  let body = '';
  for (const call of calls) body += `${call.text}\n`;
  return {
    path: CALLS_PATH + encodeURIComponent(module),
    method: 'POST',
    headers: headers as string[],
    body: Buffer.from(body),
  };
}
