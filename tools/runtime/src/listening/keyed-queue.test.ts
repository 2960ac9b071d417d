import { expect, it } from 'vitest';
import { KeyedQueue } from './keyed-queue.ts';

it('runs work of one key in order and different keys in parallel', async () => {
  const queue = new KeyedQueue();
  const log: string[] = [];
  const gates = new Map<string, () => void>();
  const work = (name: string) => async (): Promise<string> => {
    log.push(`begin ${name}`);
    await new Promise<void>((resolve) => gates.set(name, resolve));
    log.push(`end ${name}`);
    return name;
  };
  const all = [queue.run('a', work('a1')), queue.run('a', work('a2')), queue.run('b', work('b1'))];
  await Promise.resolve();
  expect(log).toEqual(['begin a1', 'begin b1']);
  gates.get('b1')!();
  gates.get('a1')!();
  await all[0];
  await new Promise(setImmediate);
  expect(log.filter((line) => line.includes(' a'))).toEqual(['begin a1', 'end a1', 'begin a2']);
  gates.get('a2')!();
  expect(await Promise.all(all)).toEqual(['a1', 'a2', 'b1']);
  await new Promise(setImmediate);
  expect(queue.size).toBe(0);
});
