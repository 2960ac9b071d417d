import { expect } from 'vitest';
import { checkInvariants, runLoad } from '../../load/index.ts';
import type { LoadReport } from '../../load/index.ts';
import type { StartedShop } from '../started-shops.ts';

/** Visitors shop for as long as `work` goes on. */
export async function loadDuring({ up }: StartedShop, work: () => Promise<void>): Promise<LoadReport> {
  let over = false;
  const reports: LoadReport[] = [];
  const loading = (async () => {
    for (let seed = 1; !over; seed += 1)
      reports.push(await runLoad({ url: up.url, users: 6, seconds: 5, thinkMs: 400, seed }));
  })();
  try {
    await work();
  } finally {
    over = true;
    await loading;
  }
  const sum = (count: (report: LoadReport) => number): number => reports.reduce((all, one) => all + count(one), 0);
  return {
    ...reports[0]!,
    requests: sum(({ requests }) => requests),
    failed: sum(({ failed }) => failed),
    failures: reports.flatMap(({ failures }) => failures),
    checkouts: {
      acknowledged: reports.flatMap(({ checkouts }) => checkouts.acknowledged),
      refused: sum(({ checkouts }) => checkouts.refused),
      failed: sum(({ checkouts }) => checkouts.failed),
    },
  };
}

export async function expectNothingFailed(
  shop: StartedShop,
  { requests, failures, failed, checkouts }: LoadReport,
): Promise<void> {
  // What the processes said of it is what tells why.
  const said = shop.up
    .printed()
    .split('\n')
    .filter((line) => /WARN|ERROR|CARV-/.test(line));
  expect(failures, said.slice(0, 60).join('\n')).toEqual([]);
  expect(failed).toBe(0);
  expect(requests).toBeGreaterThan(50);
  expect(checkouts.acknowledged.length).toBeGreaterThan(0);
  const environment = { DATABASE_URL: shop.databaseUrl };
  const { faults } = await checkInvariants({ environment, acknowledged: checkouts.acknowledged });
  expect(faults).toEqual([]);
}
