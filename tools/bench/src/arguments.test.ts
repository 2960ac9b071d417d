import { describe, expect, it } from 'vitest';
import { parseBenchArguments } from './arguments.ts';

const known = { calls: ['c1', 'c64'], messages: ['publish'] };

describe('parseBenchArguments', () => {
  it('runs everything in five rounds by default', () => {
    expect(parseBenchArguments([], known)).toEqual({ groups: [], figures: [], rounds: 5, json: undefined });
  });

  it('takes a group, figures and a file', () => {
    const args = ['--only', 'calls', '--figure', 'c1', '--figure', 'c64', '--json', 'x.json', '--rounds', '7'];
    expect(parseBenchArguments(args, known)).toEqual({
      groups: ['calls'],
      figures: ['c1', 'c64'],
      rounds: 7,
      json: 'x.json',
    });
  });

  it.each([
    [['--only', 'call'], /calls, messages/],
    [['--figure', 'c2'], /c1, c64, publish/],
    [['--only', 'messages', '--figure', 'c1'], /there is publish/],
    [['--rounds', '0'], /--rounds/],
    [['--rounds', 'many'], /--rounds/],
    [['--round', '3'], /--round/],
  ])('refuses %j and says what there is', (args, fault) => {
    expect(() => parseBenchArguments(args, known)).toThrow(fault);
  });
});
