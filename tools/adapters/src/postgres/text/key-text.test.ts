import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyText } from './key-text.ts';

describe('a string as part of a key', () => {
  it.each(['', 'order-1', 'grüße 🎁', "it's; drop table", 'a"b'])('stays as it is: %j', (text) => {
    expect(keyText(text)).toBe(text);
  });

  it('holds nothing that PostgreSQL refuses', () => {
    const nasty = fc
      .array(fc.constantFrom('\0', '\ud800', '\udfff', '\\', 'u0000', 'a', '🎁'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(nasty, (text) => {
        expect(keyText(text).isWellFormed()).toBe(true);
        expect(keyText(text)).not.toContain('\0');
      }),
    );
  });

  it('differs where the strings differ', () => {
    const part = fc.constantFrom('\0', '\\', 'u0000', '\\u0000', '\ud800', 'ud800', 'h', 'a');
    const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => (keyText(a) === keyText(b)) === (a === b)),
      { numRuns: 2000 },
    );
  });

  it('fits into an index entry however long it is', () => {
    const long = keyText('x'.repeat(100_000));
    expect(long.length).toBeLessThan(100);
    expect(keyText(`${'x'.repeat(100_000)}y`)).not.toBe(long);
    expect(keyText('ü'.repeat(400))).toBe('ü'.repeat(400));
    expect(keyText('ü'.repeat(401)).length).toBeLessThan(100);
  });
});
