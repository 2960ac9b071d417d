import { expect, it } from 'vitest';
import { BoundedMap } from './bounded-map.ts';

it('forgets what was longest not asked for, and says what', () => {
  const map = new BoundedMap<string, number>(2);
  expect(map.set('a', 1)).toBeUndefined();
  expect(map.set('b', 2)).toBeUndefined();
  expect(map.get('a')).toBe(1);
  expect(map.set('c', 3)).toBe('b');
  expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
  expect(map.set('a', 4)).toBeUndefined();
  expect(map.size).toBe(2);
});
