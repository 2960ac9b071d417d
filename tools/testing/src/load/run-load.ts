import { setTimeout as sleep } from 'node:timers/promises';
import { Browser } from './browser.ts';
import { seededRandom } from './random.ts';
import { LoadRecord } from './record.ts';
import type { FailedRequest, RouteFigures } from './record.ts';
import { nextVisit } from './visits/index.ts';
import type { Checkouts, Visitor } from './visits/visit.ts';

export interface LoadOptions {
  /** The door, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Visitors at the same time. */
  readonly users: number;
  /** How long they go on; each finishes what it has begun. */
  readonly seconds: number;
  /** Visitors also stop after so many things done. @default no limit */
  readonly visitsEach?: number | undefined;
  /** A request that is not answered within so many ms has failed. @default 10000 */
  readonly withinMs?: number;
  /** Mean pause in ms between two things that a visitor does; pauses are random between 0 and twice this. @default 500 */
  readonly thinkMs?: number;
  /** The same seed makes the same visits, as far as timing allows. @default 1 */
  readonly seed?: number;
  /** Called every five seconds with one line. */
  readonly onProgress?: (line: string) => void;
}

export interface LoadReport {
  readonly users: number;
  readonly seed: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly requests: number;
  /** Requests whose status was not as asked, or that were not answered in time. */
  readonly failed: number;
  /** The first of them in words. */
  readonly failures: readonly FailedRequest[];
  readonly perRoute: readonly RouteFigures[];
  readonly total: RouteFigures;
  /** The most requests that were open at once. */
  readonly maxOpen: number;
  readonly checkouts: Readonly<Checkouts>;
}

const PROGRESS_EVERY_MS = 5_000;

/**
 * Sends visitors through the shop as browsers would: cookies kept, forms read from the pages, redirects followed.
 * Resolves when all have finished, whatever failed.
 */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { users, seconds, visitsEach = Infinity, withinMs, thinkMs = 500, seed = 1, onProgress } = options;
  const record = new LoadRecord();
  const checkouts: Checkouts = { acknowledged: [], refused: 0, failed: 0 };
  const origin = new URL(options.url);
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  const progress = setInterval(() => {
    const left = Math.max(0, Math.round((until - performance.now()) / 1000));
    onProgress?.(
      `${record.total().count} requests, ${record.failureCount} failed, ${record.open} open, ${left} s left`,
    );
  }, PROGRESS_EVERY_MS);
  try {
    await Promise.all(
      Array.from({ length: users }, async (_, user) => {
        const random = seededRandom(seed * 1_000_003 + user);
        const think = (): Promise<void> => (thinkMs === 0 ? Promise.resolve() : sleep(random.next() * 2 * thinkMs));
        const visitor = { browser: new Browser(origin, record, withinMs), random, record, checkouts, think };
        await visitUntil(until, visitsEach, visitor);
      }),
    );
  } finally {
    clearInterval(progress);
  }
  return {
    users,
    seed,
    seconds: (performance.now() - startedAt) / 1000,
    requests: record.total().count,
    failed: record.failureCount,
    failures: record.failures,
    perRoute: record.perRoute(),
    total: record.total(),
    maxOpen: record.maxOpen,
    checkouts,
  };
}

async function visitUntil(until: number, visits: number, visitor: Visitor): Promise<void> {
  try {
    // The first pause spreads the visitors out.
    await visitor.think();
    for (let done = 0; done < visits && performance.now() < until; done += 1) {
      await nextVisit(visitor.random).run(visitor);
      await visitor.think();
    }
  } finally {
    await visitor.browser.close();
  }
}
