import { expect, it } from 'vitest';
import { Quarantine } from './quarantine.ts';

it('lets one run alone when all before it have left, and those behind it after it, by turn', async () => {
  const quarantine = new Quarantine();
  const inside = new Set<string>();
  const log: string[] = [];
  const enter = async (name: string, alone: boolean): Promise<void> => {
    await quarantine.enter(alone);
    inside.add(name);
    log.push([...inside].join('+'));
  };
  const leave = async (name: string): Promise<void> => {
    inside.delete(name);
    quarantine.leave();
    await new Promise(setImmediate);
  };
  const all = [enter('a', false), enter('b', false), enter('ALONE', true), enter('c', false), enter('ALSO', true)];
  all.push(enter('d', false), enter('e', false));
  await new Promise(setImmediate);
  expect(log).toEqual(['a', 'a+b']);
  for (const name of ['a', 'b', 'ALONE', 'c', 'ALSO', 'd', 'e']) await leave(name);
  await Promise.all(all);
  expect(log).toEqual(['a', 'a+b', 'ALONE', 'c', 'ALSO', 'd', 'd+e']);
});

it('makes nobody wait where nobody is alone', () => {
  const quarantine = new Quarantine();
  expect(quarantine.enter(false)).toBeUndefined();
  expect(quarantine.enter(false)).toBeUndefined();
  expect(quarantine.enter(true)).toBeInstanceOf(Promise);
});
