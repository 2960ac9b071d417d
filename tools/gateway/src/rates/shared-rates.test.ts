import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { silent } from '../testing/around-policies.ts';
import { SharedRates } from './shared-rates.ts';

const soon = { timeout: 20_000 };

it('of requests that come when a store may be back, one waits for it, and the others count by themselves', async () => {
  let asked = 0;
  const server = createServer((socket) => {
    asked += 1;
    socket.on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `postgres://gateway@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
  const awayMs = 300;
  const rates = new SharedRates({ url, log: silent, answerMs: 200, awayMs });
  onTestFinished(() => rates.close());
  const limiter = rates.limiter('line', { requests: 100, seconds: 3_600 });
  await limiter.count('ann');
  await expect.poll(() => asked, soon).toBe(1);
  const again = performance.now() + awayMs;
  await vi.waitUntil(() => performance.now() > again, soon);
  let found = false;
  const first = limiter.count('ann').then(() => (found = true));
  await Promise.all(Array.from({ length: 8 }, () => limiter.count('ann')));
  expect(found).toBe(false);
  await first;
  // It may have given the store up before that has taken the connection.
  await expect.poll(() => asked, soon).toBe(2);
});

it('a store that goes away while the table is made breaks nothing: the replica counts by itself', async () => {
  const authenticated = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]);
  const ready = Buffer.from([0x5a, 0, 0, 0, 5, 0x49]);
  let asked = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(Buffer.concat([authenticated, ready]));
      socket.once('data', () => {
        asked += 1;
        socket.end();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const broke: Error[] = [];
  const note = (error: Error): void => void broke.push(error);
  process.on('uncaughtExceptionMonitor', note);
  onTestFinished(() => void process.off('uncaughtExceptionMonitor', note));
  const url = `postgres://gateway@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
  const rates = new SharedRates({ url, log: silent, answerMs: 10_000, awayMs: 60_000 });
  onTestFinished(() => rates.close());
  const limiter = rates.limiter('line', { requests: 1, seconds: 3_600 });
  expect(await limiter.count('ann')).toMatchObject({ allowed: true, remaining: 0 });
  expect(await limiter.count('ann')).toMatchObject({ allowed: false });
  expect([asked, broke]).toEqual([1, []]);
});
