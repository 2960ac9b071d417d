import { setTimeout as sleep } from 'node:timers/promises';
import type { MessagesArguments } from './arguments.ts';
import { QUEUE, startBatteredBroker } from './battered-broker.ts';
import type { BatteredBroker } from './battered-broker.ts';
import { drain } from './drain.ts';
import { Flow } from './flow.ts';
import { planKills } from './kill-plan.ts';
import type { PlannedKill } from './kill-plan.ts';
import { Ledger } from './ledger.ts';
import type { Comparison } from './ledger.ts';
import { publishThroughAmqplib } from './publish-through-amqplib.ts';
import { publishThroughLinks } from './publish-through-links.ts';

export interface MessagesReport extends Comparison {
  readonly arguments: MessagesArguments;
  readonly kills: readonly DoneKill[];
  readonly confirmed: number;
  /** How often a message was published again because its confirmation did not come. */
  readonly repeated: number;
  readonly delivered: number;
  readonly foreign: number;
  /** From the first message to the last confirmation. */
  readonly seconds: number;
}

export interface DoneKill extends PlannedKill {
  /** How many more were confirmed while the node was down. */
  readonly confirmedMeanwhile: number;
  /** From the kill until the node was back in its place. */
  readonly awaySeconds: number;
}

/** Publishes while a broker is killed again and again, then compares what was confirmed with what is there. */
export async function runMessages(
  options: MessagesArguments,
  onProgress: (line: string) => void,
): Promise<MessagesReport> {
  const broker = await startBatteredBroker(options.queue);
  try {
    const { urls } = broker;
    const publisher =
      options.through === 'links'
        ? await publishThroughLinks(urls.join(','))
        : publishThroughAmqplib(urls, options.persistent);
    const ledger = new Ledger(options.messages);
    const flow = new Flow(options.messages, publisher, ledger);
    const plan = planKills(options.seed, options.messages, options.kills, urls.length);
    const beganAt = Date.now();
    flow.allow(plan[0]!.until);
    const [kills] = await Promise.all([battle(plan, broker, flow, ledger, onProgress), flow.run()]);
    const seconds = (Date.now() - beganAt) / 1000;
    await publisher.close();
    onProgress(`${ledger.confirmed} confirmed after ${seconds.toFixed(0)} s; taking out what is there`);
    await drain(urls[0]!, QUEUE, ledger);
    const { confirmed, delivered, foreign } = ledger;
    return {
      arguments: options,
      ...ledger.compare(),
      kills,
      confirmed,
      repeated: flow.repeated,
      delivered,
      foreign,
      seconds,
    };
  } finally {
    await broker.remove();
  }
}

async function battle(
  plan: readonly PlannedKill[],
  broker: BatteredBroker,
  flow: Flow,
  ledger: Ledger,
  onProgress: (line: string) => void,
): Promise<DoneKill[]> {
  const done: DoneKill[] = [];
  for (const [index, kill] of plan.entries()) {
    await flow.confirmed(kill.after);
    const [killedAt, confirmedBefore] = [Date.now(), ledger.confirmed];
    await broker.kill(kill.node);
    await sleep(kill.downMs);
    await broker.revive(kill.node);
    const awaySeconds = (Date.now() - killedAt) / 1000;
    const confirmedMeanwhile = ledger.confirmed - confirmedBefore;
    done.push({ ...kill, awaySeconds, confirmedMeanwhile });
    onProgress(
      `kill ${index + 1} of ${plan.length}: node ${kill.node + 1} after ${confirmedBefore} confirmed; ` +
        `back in ${awaySeconds.toFixed(1)} s, ${confirmedMeanwhile} confirmed meanwhile`,
    );
    flow.allow(plan[index + 1]?.until ?? kill.until);
  }
  return done;
}
