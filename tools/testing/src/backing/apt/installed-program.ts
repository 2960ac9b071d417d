import type { NotHad } from '../joining/running.ts';
import { findProgram } from '../processes/find-program.ts';
import { installFromDistribution } from './install.ts';

/** The path of a program on the PATH, which is installed first where that is possible; or why there is none. */
export async function installedProgram(
  program: string,
  packageName: string,
  log: (line: string) => void,
): Promise<string | NotHad> {
  const found = findProgram(program);
  if (found !== undefined) return found;
  const failure = await installFromDistribution(program, packageName, log);
  return failure ?? findProgram(program) ?? { reason: `${packageName} brought no ${program}` };
}
