import { describe, expect, it } from 'vitest';
import { parseLoadArguments } from './arguments.ts';

describe('parseLoadArguments', () => {
  it('has defaults', () => {
    expect(parseLoadArguments([])).toEqual({
      url: 'http://127.0.0.1:3000',
      users: 20,
      minutes: 2,
      visits: undefined,
      withinMs: 10_000,
      thinkMs: 500,
      seed: 1,
      check: false,
      json: undefined,
    });
  });

  it('takes fractions of a minute', () => {
    expect(parseLoadArguments(['--users', '3', '--minutes', '0.25'])).toMatchObject({ users: 3, minutes: 0.25 });
  });

  it('takes a number of visits, and a time for answers', () => {
    expect(parseLoadArguments(['--visits', '60', '--within', '60000'])).toMatchObject({ visits: 60, withinMs: 60_000 });
  });

  it.each([
    [['--users', '0'], /--users/],
    [['--users', '2.5'], /--users/],
    [['--minutes', 'long'], /--minutes/],
    [['--minutes', ''], /--minutes/],
    [['--visits', '0'], /--visits/],
    [['--within', '1.5'], /--within/],
    [['--url', 'localhost'], /--url/],
    [['--usres', '3'], /--usres/],
  ])('refuses %j by name', (args, fault) => {
    expect(() => parseLoadArguments(args)).toThrow(fault);
  });
});
