import { expect, it } from 'vitest';
import { Flow } from './flow.ts';
import { Ledger } from './ledger.ts';
import type { Publisher } from './publisher.ts';

class FakePublisher implements Publisher {
  readonly seen: number[] = [];
  /** Says of every third try that it does not know. */
  async publish(message: number): Promise<boolean> {
    this.seen.push(message);
    return this.seen.length % 3 !== 0;
  }
  async close(): Promise<void> {}
}

it('publishes each message until it is confirmed', async () => {
  const [publisher, ledger] = [new FakePublisher(), new Ledger(5_000)];
  const flow = new Flow(5_000, publisher, ledger, 1);
  flow.allow(5_000);
  await flow.run();
  expect(ledger.confirmed).toBe(5_000);
  expect(new Set(publisher.seen).size).toBe(5_000);
  expect(publisher.seen.length).toBe(5_000 + flow.repeated);
  expect(flow.repeated).toBeGreaterThan(2_000);
});

it('lets nothing go beyond what is allowed', async () => {
  const [publisher, ledger] = [new FakePublisher(), new Ledger(5_000)];
  const flow = new Flow(5_000, publisher, ledger, 1);
  const done = flow.run();
  flow.allow(2_000);
  await flow.confirmed(2_000);
  expect(Math.max(...publisher.seen)).toBe(1_999);
  flow.allow(5_000);
  await done;
  expect(ledger.confirmed).toBe(5_000);
});
