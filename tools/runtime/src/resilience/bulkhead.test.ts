import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Bulkhead } from './bulkhead.ts';

it('takes so many at once before it returns, lets so many wait, and refuses the rest', async () => {
  const bulkhead = new Bulkhead({ concurrent: 2, queue: 1 });
  const seen: string[] = [];
  const enter = (name: string) =>
    bulkhead.enter(
      () => seen.push(`${name} runs`),
      () => seen.push(`${name} is refused`),
    );
  const [first] = ['a', 'b', 'c', 'd'].map(enter);
  expect(seen).toEqual(['a runs', 'b runs', 'd is refused']);
  first!.leave();
  first!.leave();
  await sleep(1);
  expect(seen).toEqual(['a runs', 'b runs', 'd is refused', 'c runs']);
});

it('who leaves the queue starves nobody behind, and keeps nobody out', async () => {
  const bulkhead = new Bulkhead({ concurrent: 1, queue: 3 });
  const seen: string[] = [];
  const enter = (name: string) =>
    bulkhead.enter(
      () => seen.push(name),
      () => seen.push(`${name} is refused`),
    );
  const [running, ...waiting] = ['running', 'left', 'left too', 'last'].map(enter);
  waiting[0]!.leave();
  waiting[1]!.leave();
  for (const name of ['new', 'newer']) enter(name).leave();
  running!.leave();
  await sleep(1);
  expect(seen).toEqual(['running', 'last']);
});

it('who comes while a place is handed over does not overtake the one that waits for it', async () => {
  const bulkhead = new Bulkhead({ concurrent: 1, queue: 1 });
  const seen: string[] = [];
  const enter = (name: string) =>
    bulkhead.enter(
      () => seen.push(name),
      () => seen.push(`${name} is refused`),
    );
  const running = enter('running');
  const waiting = enter('waiting');
  running.leave();
  for (let turn = 0; turn < 5; turn += 1) {
    const late = enter(`late ${turn}`);
    if (turn < 4) late.leave();
    await Promise.resolve();
  }
  await sleep(1);
  expect(seen[1]).toBe('waiting');
  expect(seen.filter((line) => line.includes('refused'))).toEqual([]);
  waiting.leave();
  await sleep(1);
  expect(seen).toContain('late 4');
});
