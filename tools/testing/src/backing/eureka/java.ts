import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, findProgram, versionFolders } from '../processes/find-program.ts';
import { run } from '../processes/run.ts';

/** What Spring Boot needs. */
const LEAST_VERSION = 17;

export interface Java {
  readonly java: string;
  /** For Maven, which finds its compiler there; undefined where only a runtime is installed. */
  readonly home: string | undefined;
}

/** A Java that is new enough: one with a compiler before one without; or why there is none. */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<Java | string> {
  const named = environment['JAVA_HOME'];
  const onPath = findProgram('java');
  const candidates = [
    ...(named === undefined || named === '' ? [] : [join(named, 'bin/java')]),
    ...(onPath === undefined ? [] : [onPath]),
    ...versionFolders('/usr/lib/jvm', 'bin/java'),
    '/opt/homebrew/opt/openjdk@17/bin/java',
    '/usr/local/opt/openjdk@17/bin/java',
  ].filter(isExecutable);
  let bare: Java | undefined;
  const old: string[] = [];
  for (const java of new Set(candidates.map((file) => realpathSync(file)))) {
    const version = await versionOf(java);
    if (version < LEAST_VERSION) {
      old.push(`${java} is Java ${version}`);
      continue;
    }
    const bin = dirname(java);
    if (isExecutable(join(bin, 'javac'))) return { java, home: dirname(bin) };
    bare ??= { java, home: undefined };
  }
  if (bare !== undefined) return bare;
  return ['no Java of version 17 or newer in JAVA_HOME, on the PATH or in /usr/lib/jvm', ...old].join('; ');
}

async function versionOf(java: string): Promise<number> {
  const { output } = await run(java, ['-version']);
  // 1.8.0_392 is 8.
  return Number(/version "(?:1\.)?(\d+)/.exec(output)?.[1] ?? 0);
}
