import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { keptFolder } from '../folders.ts';
import { withLock } from '../joining/file-lock.ts';
import type { NotHad } from '../joining/running.ts';
import { findProgram } from '../processes/find-program.ts';
import { run } from '../processes/run.ts';
import type { Java } from './java.ts';

const root = resolve(import.meta.dirname, '../../../../..');
/** In the workspace. */
const sources = 'deployables/eureka';
const jar = 'eureka.jar';

/**
 * The server that `deployables/eureka` describes: built once by Maven, kept beside the data, and built anew when its
 * sources have changed. Answers why it cannot be built.
 */
export async function builtEureka(java: Java, log: (line: string) => void): Promise<string | NotHad> {
  const kept = join(keptFolder(root), 'eureka');
  const version = versionOfSources();
  const built = join(kept, version, jar);
  if (existsSync(built)) return built;
  return withLock(join(kept, 'lock'), async () => {
    if (existsSync(built)) return built;
    const unbuilt = await build(java, join(kept, 'draft'), log);
    if (unbuilt !== undefined) return unbuilt;
    renameSync(join(kept, 'draft'), join(kept, version));
    for (const entry of readdirSync(kept)) {
      if (entry !== version && entry !== 'lock') rmSync(join(kept, entry), { recursive: true, force: true });
    }
    return built;
  });
}

async function build(java: Java, folder: string, log: (line: string) => void): Promise<NotHad | undefined> {
  if (java.home === undefined) return { reason: `${java.java} is a runtime alone: Maven needs a compiler beside it` };
  const maven = findProgram('mvn', ['/opt/homebrew/bin', '/opt/maven/bin']);
  if (maven === undefined) return { reason: 'no mvn on the PATH, and the server was never built here' };
  log('building the server with Maven, once: it may have to download a hundred packages');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  const pom = join(root, sources, 'pom.xml');
  const environment = { ...process.env, JAVA_HOME: java.home };
  const args = ['-B', '-q', '-f', pom, `-Dbuild.folder=${folder}`, 'package'];
  const done = await run(maven, args, { environment });
  if (!done.ok || !existsSync(join(folder, jar)))
    return { reason: `Maven did not build it: ${reasonIn(done.output)}`, remedy: `mvn -f ${sources}/pom.xml package` };
  log(`built it in ${Math.round((Date.now() - began) / 1_000)} s`);
  return undefined;
}

/** Maven says what is wrong in its first line of an error, and how to ask for help in the last ones. */
function reasonIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.includes('[ERROR]'));
  return (lines[0] ?? output.split('\n')[0] ?? '').replace('[ERROR]', '').trim();
}

function versionOfSources(): string {
  const hash = createHash('sha256');
  for (const file of ['pom.xml', ...globSync('src/**/*.*', { cwd: join(root, sources) }).sort()]) {
    hash.update(`${file}\n`).update(readFileSync(join(root, sources, file)));
  }
  return hash.digest('hex').slice(0, 16);
}
