import type { MessagesArguments } from './arguments.ts';
import type { MessagesReport } from './run-messages.ts';

/** The run in one line, before it begins. */
export function describeRun({ seed, messages, kills, queue, persistent, through }: MessagesArguments): string {
  const target = queue === 'quorum' ? 'a quorum queue of three nodes' : 'a classic durable queue of one broker';
  const kind = persistent ? 'persistent' : 'transient';
  return `seed ${seed}: ${messages} ${kind} messages through ${through} to ${target}, ${kills} kills`;
}

/** Totals, and the verdict in the last line. */
export function describeMessages(report: MessagesReport): string {
  const { confirmed, repeated, delivered, duplicates, lost, foreign, seconds, kills } = report;
  return [
    `confirmed ${confirmed} in ${seconds.toFixed(0)} s, published again ${repeated}, kills ${kills.length}`,
    `delivered ${delivered}, of them ${duplicates} a second time; lost ${lost}`,
    ...(foreign > 0 ? [`${foreign} messages were there that nobody had sent`] : []),
    verdict(report),
  ].join('\n');
}

/** @returns true when nothing that was confirmed is lost and nothing came from nowhere. */
export function holds({ lost, foreign, confirmed, arguments: { messages } }: MessagesReport): boolean {
  return lost === 0 && foreign === 0 && confirmed === messages;
}

function verdict(report: MessagesReport): string {
  const { lost, firstLost, foreign, confirmed, kills } = report;
  if (holds(report)) return `holds: ${confirmed} confirmed messages, ${kills.length} kills, none lost`;
  const which = firstLost.length > 0 ? ` (the first: ${firstLost.join(', ')})` : '';
  return `VIOLATED: ${lost} of ${confirmed} confirmed messages are lost${which}, ${foreign} came from nowhere`;
}
