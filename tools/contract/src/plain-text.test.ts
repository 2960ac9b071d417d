import { describe, expect, it } from 'vitest';
import { plainText } from './index.ts';

describe('plain text', () => {
  const text = plainText().trim().min(1).max(10);

  it.each(['a', 'Gdańsk', '東京', '👩‍👩‍👧', 'two\nlines\t', '\u{10ffff}\ufffd'])('takes %j', (value) => {
    expect(text.parse(value)).toBe(value.trim());
  });

  it.each(['\0', 'a\0b', '\ud800', 'a\udc00', '\udc00\ud800', '\ud83d \udc69'])('refuses %j', (value) => {
    expect(text.safeParse(value).error?.issues.map(({ message }) => message)).toEqual([
      'must be well-formed Unicode without NUL',
    ]);
  });

  it('keeps the limits that follow', () => {
    expect(text.safeParse(' ').success).toBe(false);
    expect(text.safeParse('x'.repeat(11)).success).toBe(false);
  });
});
