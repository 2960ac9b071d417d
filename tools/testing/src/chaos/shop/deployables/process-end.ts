/** How a process of the shop ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Signals that it was sent, in order. */
  readonly sent: readonly NodeJS.Signals[];
  /** What it wrote since it was started. */
  readonly output: string;
}

/** What `run` prints of a start that fails for a reason it knows, as when a fault strikes during the start. */
const CODED_FAILURE = /^CARV-\d{3}: /m;
/** A line of the log at the level of an error that ends the process. */
const FATAL = /^\{"level":60,.*$/m;

/**
 * What is wrong with an end; undefined when it is one of those that must be: by a signal that was sent, with 0 when told
 * to stop, with 1 when told twice (the second time it ends at once) or when the start failed with a code.
 */
export function endFault({ code, signal, sent, output }: ProcessEnd): string | undefined {
  if (signal !== null) return sent.includes(signal) ? undefined : `was ended by ${signal}, which nobody sent`;
  const [fatal] = FATAL.exec(output) ?? [];
  if (fatal !== undefined) return `ended with an uncaught error: ${fatal.slice(0, 300)}`;
  const told = sent.filter((name) => name === 'SIGTERM').length;
  if (code === 0 && told > 0) return undefined;
  if (code === 1 && (told > 1 || CODED_FAILURE.test(output))) return undefined;
  return `ended with ${code}, ${told > 0 ? 'told to stop' : 'and nobody told it to'}`;
}
