import { describe, expect, it } from 'vitest';
import { parseMessagesArguments } from './arguments.ts';

describe('parseMessagesArguments', () => {
  it('has defaults, and draws a seed', () => {
    const parsed = parseMessagesArguments([]);
    expect(parsed).toMatchObject({ messages: 100_000, kills: 5, queue: 'classic', persistent: true, through: 'links' });
    expect(parsed).not.toEqual(parseMessagesArguments([]));
  });

  it('publishes the control past the links, which know no transient events', () => {
    expect(parseMessagesArguments(['--no-persistence', '--seed', '7'])).toMatchObject({
      persistent: false,
      through: 'amqplib',
      seed: 7,
    });
  });

  it.each([
    [['--messages', '99'], /--messages/],
    [['--messages', '1e6'], /--messages/],
    [['--messages', '1000', '--kills', '11'], /--kills/],
    [['--kills', '0'], /--kills/],
    [['--queue', 'stream'], /--queue/],
    [['--through', 'smoke'], /--through/],
    [['--no-persistence', '--queue', 'quorum'], /--no-persistence/],
    [['--no-persistence', '--through', 'links'], /--no-persistence/],
    [['--sed', '1'], /--sed/],
  ])('refuses %j by name', (args, fault) => {
    expect(() => parseMessagesArguments(args)).toThrow(fault);
  });
});
