import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { whole } from '../../command-line/values.ts';

export type QueueKind = 'classic' | 'quorum';

/** Who publishes: the adapter's event link, or a confirm channel of amqplib's with nothing of the kit in between. */
export type Through = 'links' | 'amqplib';

export interface MessagesArguments {
  readonly messages: number;
  readonly kills: number;
  readonly queue: QueueKind;
  readonly persistent: boolean;
  readonly through: Through;
  readonly seed: number;
  readonly json: string | undefined;
}

export const usage = `npm run chaos:messages -- [options]
  --messages N       messages to be confirmed (default 100000)
  --kills N          how often a broker is killed meanwhile, spread over the run (default 5)
  --queue KIND       classic: a durable queue of one broker (default); quorum: one of a cluster of three nodes
  --no-persistence   the control: transient messages to the classic queue, of which the same run must report losses
  --through WHOM     links: the adapter's events (default with persistence); amqplib: a plain confirm channel
  --seed N           the same seed kills the same nodes after as many messages (default: drawn, and printed)
  --json FILE        also write the report as JSON`;

/** @throws Error that says which argument is wrong. */
export function parseMessagesArguments(args: readonly string[]): MessagesArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      messages: { type: 'string', default: '100000' },
      kills: { type: 'string', default: '5' },
      queue: { type: 'string', default: 'classic' },
      'no-persistence': { type: 'boolean', default: false },
      through: { type: 'string' },
      seed: { type: 'string' },
      json: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const persistent = !values['no-persistence'];
  const queue = oneOf('--queue', values.queue, ['classic', 'quorum']);
  if (!persistent && queue === 'quorum') throw new Error('--no-persistence: a quorum queue keeps what it is given');
  const through = oneOf('--through', values.through ?? (persistent ? 'links' : 'amqplib'), ['links', 'amqplib']);
  if (!persistent && through === 'links')
    throw new Error('--no-persistence: the links publish persistent messages only');
  const messages = whole('--messages', values.messages, 100, 100_000_000);
  return {
    messages,
    kills: whole('--kills', values.kills, 1, Math.floor(messages / 100)),
    queue,
    persistent,
    through,
    seed: values.seed === undefined ? randomInt(2 ** 31) : whole('--seed', values.seed, 0, 2 ** 31),
    json: values.json,
  };
}

function oneOf<T extends string>(name: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((one) => one === text);
  if (choice === undefined) throw new Error(`${name}: '${text}' is none of ${choices.join(', ')}`);
  return choice;
}
