import { describe, expect, it } from 'vitest';
import { parseCommand } from './parse-command.ts';

describe('the command line', () => {
  it('is read', () => {
    expect(parseCommand(['serve', 'shop'])).toEqual({ name: 'serve', deployable: 'shop', watch: false, json: false });
    expect(parseCommand(['serve', '--watch', 'shop', '--json'])).toMatchObject({ watch: true, json: true });
    expect(parseCommand(['up'])).toEqual({ name: 'up', topology: undefined, json: false });
    expect(parseCommand(['up', 'x.yaml', '--json'])).toEqual({ name: 'up', topology: 'x.yaml', json: true });
    for (const asked of [[], ['help'], ['--help']]) expect(parseCommand(asked)).toEqual({ name: 'help' });
  });

  it.each([
    [['srve'], /Did you mean 'serve'\?/],
    [['serve'], /Which deployable/],
    [['serve', 'a', 'b'], /'b' is one word too many/],
    [['up', '--watch'], /--watch/],
    [['up', '--jsn'], /--jsn/],
  ])('%j is refused with the commands there are', (parameters, says) => {
    expect(() => parseCommand(parameters)).toThrow(
      expect.objectContaining({ code: 'CARV-625', message: expect.stringMatching(says) }),
    );
    expect(() => parseCommand(parameters)).toThrow(/carveout up \[<topology file>\]/);
  });
});
