import { describe, expect, it } from 'vitest';
import { databaseError } from './database-error.ts';
import { faultKind, isBroken, messageOf, sqlState } from './fault-kind.ts';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('an error of the driver', () => {
  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P03', '08006', '25P03', '25P04'])(
    '%s: unreachable',
    (code) => {
      expect(faultKind(withCode(code))).toBe('unreachable');
    },
  );

  it('without a code: unreachable, except the pool’s own', () => {
    expect(faultKind(new Error('Connection terminated unexpectedly'))).toBe('unreachable');
    expect(faultKind(new Error('timeout exceeded when trying to connect'))).toBe('busy');
  });

  it.each(['28P01', '28000', '3D000'])('%s: login', (code) => {
    expect(faultKind(withCode(code))).toBe('login');
  });

  it.each(['40001', '40P01', '55P03'])('%s: contended, and its connection is fine', (code) => {
    expect(faultKind(withCode(code))).toBe('contended');
    expect(isBroken(withCode(code))).toBe(false);
    expect(databaseError({ module: 'm', label: 'l' }, 'trying', withCode(code))).toMatchObject({
      code: 'CARV-514',
      availability: 'away',
    });
  });

  it('25006: read-only, which is no answer about the write', () => {
    expect(faultKind(withCode('25006'))).toBe('read-only');
    expect(isBroken(withCode('25006'))).toBe(false);
    expect(databaseError({ module: 'm', label: 'l' }, 'trying', withCode('25006'))).toMatchObject({
      code: 'CARV-501',
      availability: 'away',
    });
  });

  it.each(['53000', '53100', '53200', '58000', '58030', '58P01'])(
    '%s: ailing, which is no answer about the statement',
    (code) => {
      const error = Object.assign(withCode(code), { severity: 'ERROR' });
      expect(faultKind(error)).toBe('ailing');
      expect(isBroken(error)).toBe(false);
      expect(databaseError({ module: 'm', label: 'l' }, 'trying', error)).toMatchObject({
        code: 'CARV-501',
        availability: 'away',
      });
      // The session, or the server, ends with it, and what it did last is not known.
      expect(faultKind(Object.assign(withCode(code), { severity: 'PANIC' }))).toBe('unreachable');
    },
  );

  it.each(['23505', '42601', '53400', '57014'])('%s: refused', (code) => {
    expect(faultKind(withCode(code))).toBe('refused');
    expect(isBroken(withCode(code))).toBe(false);
  });

  it('of any kind has a message and no invented state', () => {
    expect(messageOf(new AggregateError([new Error('a'), new Error('b')]))).toBe('a; b');
    expect(messageOf('gone')).toBe('gone');
    expect(sqlState(undefined)).toBeUndefined();
    expect(sqlState(withCode('EPIPE'))).toBeUndefined();
  });
});
