import { expect, it } from 'vitest';
import { containing } from './like-pattern.ts';

it.each([
  ['mug', '%mug%'],
  ['100%', '%100\\%%'],
  ['a_b', '%a\\_b%'],
  ['back\\slash', '%back\\\\slash%'],
])('finds %s by %s', (text, pattern) => {
  expect(containing(text)).toBe(pattern);
});
