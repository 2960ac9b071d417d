import type { KeptDeadLetter } from '@carveout/runtime';
import { CarveoutError } from '@carveout/runtime/errors';
import { didYouMean, loadTopology } from '@carveout/runtime/topology';
import { needsDatabase } from '../backing/needs-database.ts';
import { withBacking } from '../backing/with-backing.ts';
import type { ListDeadLettersCommand, ReplayDeadLettersCommand } from '../commands/parse-command.ts';
import { noDeadLetter } from '../errors/carv-626-no-dead-letter.ts';
import { noLettersKept } from '../errors/carv-627-no-letters-kept.ts';
import { notReplayable } from '../errors/carv-628-not-replayable.ts';
import type { Printer } from '../output/printer.ts';
import { describeLetter } from './describe-letter.ts';
import { readLetterId } from './letter-id.ts';
import { withLetters } from './open-letters.ts';

/** Of each module, so many are listed: the latest. */
const MOST_LISTED = 1_000;

type DeadLettersCommand = ListDeadLettersCommand | ReplayDeadLettersCommand;

/**
 * Reads and replays dead letters where the modules keep them, in their databases: whether or not anything of the topology
 * runs. Answers the exit code.
 */
export async function deadLetters(
  workspaceRoot: string,
  command: DeadLettersCommand,
  printer: Printer,
): Promise<number> {
  const all = loadTopology(workspaceRoot).deployables.flatMap(({ modules }) => modules);
  const withData = all.filter((module) => needsDatabase(workspaceRoot, module));
  const known = (module: string): string => {
    if (withData.includes(module)) return module;
    throw all.includes(module) ? hasNoData(module) : isUnknown(module, all);
  };
  if (command.name === 'dead-letters list') {
    const modules = command.module === undefined ? withData : [known(command.module)];
    return withBacking(workspaceRoot, { modules, broker: false }, printer, (backing) =>
      list(modules, command, backing, printer),
    );
  }
  const { of } = command;
  const letter = 'id' in of ? readLetterId(of.id) : { ...of, message: undefined };
  const module = known(letter.module);
  return withBacking(workspaceRoot, { modules: [module], broker: false }, printer, async (backing) => {
    const { replaying, unreadable } = await withLetters(module, { ...process.env, ...backing }, ({ replay }) =>
      replay(letter),
    );
    if ('id' in of && replaying === 0) throw unreadable > 0 ? isUnreadable(of.id) : isNone(of.id);
    answer(replayed(module, replaying));
    if (unreadable > 0) printer.say(`${unreadable} more cannot be read, and stay where they are`);
    return 0;
  });
}

async function list(
  modules: readonly string[],
  { json, module: asked }: ListDeadLettersCommand,
  backing: NodeJS.ProcessEnv,
  printer: Printer,
): Promise<number> {
  let count = 0;
  for (const module of modules) {
    const letters = await lettersOf(module, { ...process.env, ...backing }, asked !== undefined);
    count += letters.length;
    for (const letter of letters) answer(json ? JSON.stringify({ module, ...letter }) : describeLetter(letter));
    if (letters.length === MOST_LISTED) printer.say(`${module} may have more: these are its latest ${MOST_LISTED}`);
  }
  if (!json) answer(count === 0 ? 'no dead letters' : `${count} dead letter${count === 1 ? '' : 's'}`);
  return 0;
}

/** A module that has never run here has none; whoever asks for that very module learns so. */
async function lettersOf(module: string, environment: NodeJS.ProcessEnv, asked: boolean): Promise<KeptDeadLetter[]> {
  try {
    return await withLetters(module, environment, (letters) => letters.list(MOST_LISTED));
  } catch (error) {
    if (!asked && error instanceof CarveoutError && error.code === noLettersKept.code) return [];
    throw error;
  }
}

function replayed(module: string, count: number): string {
  const what = count === 1 ? '1 dead letter' : `${count} dead letters`;
  return `${what} of ${module} will be handled again: by the process that hosts ${module}, or by the next one that starts`;
}

function answer(text: string): void {
  process.stdout.write(`${text}\n`);
}

function isUnknown(module: string, all: readonly string[]): CarveoutError {
  return new CarveoutError(noLettersKept, `The topology has no module '${module}'.${didYouMean(module, all)}`);
}

function hasNoData(module: string): CarveoutError {
  return new CarveoutError(
    noLettersKept,
    `${module} has no database. What its listeners set aside is in the broker's queue carveout.${module}.dead-letters, or, without a broker, only in the log`,
  );
}

function isNone(id: string): CarveoutError {
  return new CarveoutError(
    noDeadLetter,
    `There is no dead letter '${id}': it was handled meanwhile, or is in another database. See 'npx carveout dead-letters list'`,
  );
}

function isUnreadable(id: string): CarveoutError {
  return new CarveoutError(
    notReplayable,
    `'${id}' is no event that a listener could be given. What arrived is in the column content of carveout_dead_letters`,
  );
}
