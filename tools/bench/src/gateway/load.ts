import { build } from 'hdr-histogram-js';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { offer } from '../harness/offer.ts';
import { BODY } from './roles.ts';
import type { Loaded, LoadOptions } from './roles.ts';

/** Keeps so many requests in flight: each that ends is followed by the next at once. */
async function load({ port, method, inFlight, seconds, token }: LoadOptions): Promise<Loaded> {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: inFlight, pipelining: 1 });
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  const options: Dispatcher.DispatchOptions = {
    method,
    path: '/things/7',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(method === 'POST' ? { body: BODY } : {}),
  };
  let failure: string | undefined;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  const one = async (): Promise<void> => {
    while (performance.now() < until && failure === undefined) {
      const at = performance.now();
      failure ??= await answered(pool, options);
      histogram.recordValue(Math.max(1, Math.round((performance.now() - at) * 1_000)));
    }
  };
  await Promise.all(Array.from({ length: inFlight }, one));
  const took = (performance.now() - startedAt) / 1_000;
  await pool.destroy();
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1_000;
  return { requests: histogram.totalCount, seconds: took, p50: at(50), p99: at(99), failure };
}

/** Checks each answer; resolves with what is wrong with it. */
function answered(pool: Pool, options: Dispatcher.DispatchOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    let status = 0;
    let bytes = 0;
    pool.dispatch(options, {
      onRequestStart: () => undefined,
      onResponseStart: (_, code) => {
        status = code;
      },
      onResponseData: (_, chunk) => {
        bytes += chunk.length;
      },
      onResponseEnd: () =>
        resolve(status === 200 && bytes === BODY.length ? undefined : `${status} with ${bytes} bytes`),
      onResponseError: (_, error) => resolve(error.message),
    });
  });
}

offer({ load });
