export const say = (line: string): void => void process.stdout.write(`${line}\n`);
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const MOST_FAULTS_SHOWN = 20;

/** The first faults, and how many more there are. */
export function sayFaults(faults: readonly string[]): void {
  for (const fault of faults.slice(0, MOST_FAULTS_SHOWN)) say(`fault: ${fault}`);
  if (faults.length > MOST_FAULTS_SHOWN) say(`and ${faults.length - MOST_FAULTS_SHOWN} faults more`);
}

export interface Command<A> {
  readonly usage: string;
  /** @throws Error that says which argument is wrong. */
  readonly parse: (args: readonly string[]) => A | 'help';
  /** True when all holds. */
  readonly run: (parsed: A) => Promise<boolean>;
}

/**
 * Runs a chaos command and ends the process: with 0 when it holds, with 1 when it does not or broke off, which is said
 * last. It does not wait for what is left of connections.
 */
export async function runCommand<A>(command: Command<A>): Promise<never> {
  process.exit(await exitCodeOf(command, process.argv.slice(2)));
}

export async function exitCodeOf<A>({ usage, parse, run }: Command<A>, args: readonly string[]): Promise<0 | 1> {
  let parsed: A | 'help';
  try {
    parsed = parse(args);
  } catch (error) {
    tell(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    return 1;
  }
  if (parsed === 'help') {
    say(usage);
    return 0;
  }
  try {
    return (await run(parsed)) ? 0 : 1;
  } catch (error) {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    tell(stack);
    say(`VIOLATED: the run broke off: ${message.split('\n', 1)[0]}`);
    return 1;
  }
}

/** Rejects on the first signal to stop, so that what was started is stopped. */
export function givenUp(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => reject(new Error(`given up: ${signal}`)));
  return promise;
}
