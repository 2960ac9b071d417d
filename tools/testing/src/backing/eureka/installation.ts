import { installFromDistribution } from '../apt/install.ts';
import type { NotHad } from '../joining/running.ts';
import { findProgram } from '../processes/find-program.ts';
import { builtEureka } from './build.ts';
import type { Java } from './java.ts';
import { findJava } from './java.ts';

/** All that starts a server. */
export interface EurekaInstallation {
  readonly java: string;
  readonly jar: string;
}

/** The server with the Java that is here; built first, where Maven is here, too. */
export async function findEureka(log: (line: string) => void): Promise<EurekaInstallation | NotHad> {
  const java = await findJava();
  if (typeof java === 'string') return { reason: java };
  const jar = await builtEureka(java, log);
  return typeof jar === 'string' ? { java: java.java, jar } : jar;
}

/**
 * Installs from the distribution what is missing to build and start the server: a JDK (a runtime alone has no compiler)
 * and Maven.
 */
export async function installEureka(log: (line: string) => void): Promise<EurekaInstallation | NotHad> {
  const java: Java | string = await findJava();
  const needsCompiler = typeof java === 'string' || java.home === undefined;
  const missing = [
    ...(needsCompiler ? [['a Java 17', 'openjdk-17-jdk-headless'] as const] : []),
    ...(findProgram('mvn') === undefined ? [['Maven', 'maven'] as const] : []),
  ];
  if (missing.length === 0) return { reason: 'Java and Maven are installed already' };
  for (const [what, packageName] of missing) {
    const failure = await installFromDistribution(what, packageName, log);
    // The command for all that is missing is told instead of the one for this package.
    if (failure !== undefined) return { reason: failure.reason };
  }
  return findEureka(log);
}

export function isInstallation(answer: EurekaInstallation | NotHad): answer is EurekaInstallation {
  return 'jar' in answer;
}
