import type { SupervisedCommand } from '../commands/parse-command.ts';
import { hasColor, paint } from './color.ts';
import { prettyLine } from './pretty-line.ts';

/** One stream of lines for a person, or for a program with `--json`. */
export interface Printer {
  /** Told before their first lines, so that all names get the same width. */
  expect(sources: readonly string[]): void;
  /** A line that a process printed. */
  line(source: string, text: string): void;
  /** Says something of our own. */
  say(text: string): void;
  /** Says what went wrong; on stderr, and never as JSON. */
  fault(text: string): void;
}

const OWN_NAME = 'carveout';

/**
 * `serve` prints one process's lines as they are; `up` puts the name of each process before its lines; the others print an
 * answer, beside which what is said goes to stderr.
 */
export function printerFor(command: SupervisedCommand): Printer {
  // What was asked for is all that stdout gets.
  if (['dead-letters list', 'dead-letters replay', 'asyncapi'].includes(command.name)) return beside();
  const color = hasColor(process.stdout);
  if (command.json) return jsonPrinter();
  return command.name === 'up' ? prefixed(color) : plain(color);
}

function plain(color: boolean): Printer {
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  return {
    expect: () => undefined,
    line: (_, text) => write(prettyLine(text, color)),
    say: (text) => write(paint('dim', text, color)),
    fault,
  };
}

function beside(): Printer {
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  return { expect: () => undefined, line: (_, text) => say(text), say, fault };
}

function prefixed(color: boolean): Printer {
  const hues = ['cyan', 'green', 'yellow', 'magenta', 'blue'] as const;
  const seen = new Map<string, number>();
  let width = OWN_NAME.length;
  const write = (source: string, text: string): void => {
    const order = seen.get(source) ?? seen.size;
    seen.set(source, order);
    const name = source.padEnd(width);
    const prefix = source === OWN_NAME ? paint('bold', name, color) : paint(hues[order % hues.length]!, name, color);
    for (const row of text.split('\n')) process.stdout.write(`${prefix} ${paint('dim', '|', color)} ${row}\n`);
  };
  return {
    expect: (sources) => (width = Math.max(width, ...sources.map(({ length }) => length))),
    line: (source, text) => write(source, prettyLine(text, color)),
    say: (text) => write(OWN_NAME, text),
    fault,
  };
}

function jsonPrinter(): Printer {
  return {
    expect: () => undefined,
    line: (_, text) => void process.stdout.write(`${text}\n`),
    say: (msg) => {
      const entry = { level: 30, time: new Date().toISOString(), deployable: OWN_NAME, msg };
      process.stdout.write(`${JSON.stringify(entry)}\n`);
    },
    fault,
  };
}

function fault(text: string): void {
  process.stderr.write(`${text}\n`);
}
