import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again and again until the answer is 200; resolves with how many ms that took. */
export async function untilOk(url: string, withinMs: number, everyMs: number, ended: () => boolean): Promise<number> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < withinMs) {
    if ((await statusOf(url)) === 200) return performance.now() - startedAt;
    if (ended()) throw new Error(`the process that was to answer ${url} has ended`);
    await sleep(everyMs);
  }
  throw new Error(`${url} did not answer with 200 within ${withinMs / 1000} s`);
}

function statusOf(url: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    get(url, { agent: false, timeout: 5_000 }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode));
      answer.once('error', () => resolve(undefined));
    }).once('error', () => resolve(undefined));
  });
}
