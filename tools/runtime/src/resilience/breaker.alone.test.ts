import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Breaker } from './breaker.ts';

/** A breaker that has just opened. */
async function opened(resetAfter = 1): Promise<Breaker> {
  const breaker = new Breaker({ failures: 3, resetAfter });
  for (let failure = 0; failure < 3; failure += 1) breaker.failed();
  await sleep(5);
  expect(breaker.closed).toBe(false);
  return breaker;
}

it('opens after so many failures in a row, and not after as many with a success between', async () => {
  const breaker = new Breaker({ failures: 3, resetAfter: 60_000 });
  for (let round = 0; round < 5; round += 1) {
    breaker.failed();
    breaker.failed();
    await sleep(1);
    breaker.succeeded();
  }
  expect(breaker.closed).toBe(true);
  await opened(60_000);
});

it('lets nothing through before its time', async () => {
  expect((await opened(60_000)).probe()).toBeUndefined();
});

it('keeps to its time when the wall clock is set back or forward', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const late = await opened(20);
  vi.setSystemTime(Date.now() - 3_600_000);
  await sleep(25);
  expect(late.probe()).toBeDefined();
  const early = await opened(60_000);
  vi.setSystemTime(Date.now() + 3_600_000);
  expect(early.probe()).toBeUndefined();
});

it('lets one probe through, and nobody waits for it however long it hangs', async () => {
  const breaker = await opened();
  const probe = breaker.probe();
  expect(probe).toBeDefined();
  for (let caller = 0; caller < 3; caller += 1) {
    expect(breaker.closed).toBe(false);
    expect(breaker.probe()).toBeUndefined();
  }
  probe!.end(true);
  await sleep(1);
  expect(breaker.closed).toBe(true);
});

it('stays open when the probe fails', async () => {
  const breaker = await opened(20);
  await sleep(25);
  breaker.probe()!.end(false);
  await sleep(1);
  expect(breaker.closed).toBe(false);
});

it('what began before it opened neither closes it nor counts against the probe, nor after it', async () => {
  const breaker = await opened();
  const probe = breaker.probe()!;
  for (let stale = 0; stale < 3; stale += 1) breaker.failed();
  breaker.succeeded();
  await sleep(1);
  expect(breaker.closed).toBe(false);
  probe.end(true);
  await sleep(5);
  expect(breaker.closed).toBe(true);
});
