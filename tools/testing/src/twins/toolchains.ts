import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

/** Why nothing can be built with Go here; undefined where it can. */
export function missingGo(): string | undefined {
  // Where its own installer puts it, which few have on their PATH.
  if (answers('go', ['version']) || existsSync('/usr/local/go/bin/go')) return undefined;
  return 'Go is not installed here (https://go.dev/doc/install)';
}

/** Why nothing can be built with Java and Maven here; undefined where it can. */
export function missingJava(): string | undefined {
  const missing = [
    ...(answers('javac', ['-version']) ? [] : ['a JDK of version 17']),
    ...(answers('mvn', ['-version']) ? [] : ['Maven']),
  ];
  if (missing.length === 0) return undefined;
  return `${missing.join(' and ')} is not installed here (apt-get install openjdk-17-jdk-headless maven)`;
}

function answers(program: string, parameters: readonly string[]): boolean {
  return spawnSync(program, parameters).status === 0;
}
