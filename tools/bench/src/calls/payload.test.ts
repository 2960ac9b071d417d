import { describe, expect, it } from 'vitest';
import { Answer, Ask, answerTo, check, nextAsk } from './payload.ts';

describe('the payload', () => {
  it('is about 190 bytes of JSON each way, and fits its own schemas', () => {
    const ask = nextAsk();
    const answer = answerTo(ask);
    for (const text of [JSON.stringify(ask), JSON.stringify(answer)]) {
      expect(text.length).toBeGreaterThanOrEqual(180);
      expect(text.length).toBeLessThanOrEqual(200);
    }
    expect(Ask.parse(ask)).toEqual(ask);
    expect(Answer.parse(answer)).toEqual(answer);
  });

  it('tells a right answer from a wrong one', () => {
    const ask = nextAsk();
    expect(() => check(ask, answerTo(ask))).not.toThrow();
    expect(() => check(ask, answerTo(nextAsk()))).toThrow(ask.reference);
  });
});
