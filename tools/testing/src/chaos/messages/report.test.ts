import { expect, it } from 'vitest';
import { describeMessages, holds } from './report.ts';
import type { MessagesReport } from './run-messages.ts';

const sound: MessagesReport = {
  arguments: {
    messages: 1_000,
    kills: 1,
    queue: 'classic',
    persistent: true,
    through: 'links',
    seed: 1,
    json: undefined,
  },
  kills: [{ after: 500, node: 0, downMs: 0, until: 1_000, confirmedMeanwhile: 0, awaySeconds: 8 }],
  confirmed: 1_000,
  repeated: 3,
  delivered: 1_002,
  duplicates: 2,
  lost: 0,
  firstLost: [],
  foreign: 0,
  seconds: 10,
};

it('ends with the verdict', () => {
  expect(holds(sound)).toBe(true);
  expect(describeMessages(sound).split('\n').at(-1)).toBe('holds: 1000 confirmed messages, 1 kills, none lost');
});

it.each([
  [
    'one that is lost',
    { lost: 1, firstLost: [7] },
    'VIOLATED: 1 of 1000 confirmed messages are lost (the first: 7), 0',
  ],
  ['one from nowhere', { foreign: 1 }, 'VIOLATED: 0 of 1000 confirmed messages are lost, 1 came from nowhere'],
  ['one that is missing', { confirmed: 999 }, 'VIOLATED: 0 of 999 '],
])('sees %s', (_, fault, line) => {
  expect(holds({ ...sound, ...fault })).toBe(false);
  expect(
    describeMessages({ ...sound, ...fault })
      .split('\n')
      .at(-1),
  ).toContain(line);
});
