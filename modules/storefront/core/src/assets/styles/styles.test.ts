import { expect, it } from 'vitest';
import { stylesheet } from './index.ts';

it('has no column that long text can make wider than the page', () => {
  // A bare `1fr` is as wide as its content needs; in `minmax(0, 1fr)` the content has to fit.
  const bare = stylesheet.replaceAll(/minmax\((?:[^()]|\([^()]*\))*\)/g, '').match(/[^{}]*{[^{}]*\dfr[^{}]*}/g);
  expect(bare ?? []).toEqual([]);
});

it('gives amounts a row of their own, or lets them break, on narrow pages', () => {
  const narrow = [...stylesheet.matchAll(/@media \(max-width: 34rem\) {\n((?: .*\n)*)}/g)].map(([, rules]) => rules).join('');
  expect(narrow).toMatch(/\.lines li > \.number { grid-column: 1 \/ -1;/);
  expect(narrow).toMatch(/\.card-text \.price { white-space: normal;/);
});
