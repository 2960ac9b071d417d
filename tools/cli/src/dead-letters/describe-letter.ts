import type { KeptDeadLetter } from '@carveout/runtime';

/** A dead letter for a person to read: its id, and what is known of it in lines below. */
export function describeLetter(letter: KeptDeadLetter): string {
  const { id, state, attempts, replays, event, key, reason, origin } = letter;
  const counted = attempts > 0 ? ` after ${times(attempts, 'try', 'tries')}` : '';
  const replayed = replays > 0 ? `, replayed ${times(replays, 'time', 'times')}` : '';
  const lines = [
    `${state} since ${time(letter.setAsideAt)}${counted} (first trouble ${time(letter.firstAt)})${replayed}`,
    event === undefined
      ? 'what arrived cannot be read'
      : `event ${event}, key ${key}, recorded ${time(letter.recordedAt)}`,
    `reason: ${reason}`,
    `from ${origin.link}${origin.queue === undefined ? '' : ` queue ${origin.queue}`}, deployable ${origin.deployable}, host ${origin.host}`,
  ];
  return [id, ...lines.map((line) => `  ${line}`)].map(printable).join('\n');
}

/** What came from outside must not write to the terminal as it likes. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, '\u00b7');
}

function time(epochMs: number | undefined): string {
  return epochMs === undefined ? 'at an unknown time' : new Date(epochMs).toISOString();
}

function times(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}
