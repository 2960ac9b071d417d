import { expect } from 'vitest';
import type { Answer } from '../exchange.ts';
import { INSIDE } from '../inside.ts';

const PAGES: Readonly<Record<number, RegExp>> = {
  503: /We cannot do this right now/,
  504: /This takes longer than it should/,
};
/** What is away is as good as a process that has more to do than it can. */
const CODES: Readonly<Record<number, RegExp>> = { 503: /^CARV-3(04|12)$/, 504: /^CARV-305$/ };

/** Every request was either carried out or told what to do: that it did not happen, or may have, and when to come back. */
export function expectClearAnswers(answers: readonly Answer[]): void {
  for (const answer of answers) if (![200, 302].includes(answer.status)) expectClear(answer);
}

export function expectClear({ status, headers, text }: Answer): void {
  expect([503, 504], text).toContain(status);
  expect(headers['retry-after']).toMatch(/^\d+$/);
  expect(text).not.toMatch(INSIDE);
  if (headers['content-type']?.startsWith('text/html')) expect(text).toMatch(PAGES[status]!);
  else expect(JSON.parse(text)).toMatchObject({ status, code: expect.stringMatching(CODES[status]!) });
}
