import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import ts from 'typescript';

export interface EmitOptions {
  readonly packageRoot: string;
  /** Relative to the workspace; emptied first. */
  readonly outputPath: string;
}

/**
 * Checks the types of a contract or core, and writes its JavaScript and type declarations with a package.json that
 * points to them: what a caller outside this workspace installs. Nothing inside the workspace reads it.
 */
export default async function emit(
  { packageRoot, outputPath }: EmitOptions,
  { root }: Pick<ExecutorContext, 'root'>,
): Promise<{ success: boolean }> {
  const source = join(root, packageRoot);
  const target = join(root, outputPath);
  const program = programOf(source);
  const faults = ts.getPreEmitDiagnostics(program).filter(({ category }) => category === ts.DiagnosticCategory.Error);
  if (faults.length > 0) {
    const host = {
      getCanonicalFileName: (name: string) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    };
    process.stderr.write(ts.formatDiagnosticsWithColorAndContext(faults, host));
    return { success: false };
  }
  rmSync(target, { recursive: true, force: true });
  for (const file of program.getSourceFiles()) {
    // Neighbours are part of the program as sources; their own builds write them.
    if (!file.fileName.startsWith(`${source}/`) || /\.(test|test-d)\.ts$/.test(file.fileName)) continue;
    const folder = join(target, dirname(relative(source, file.fileName)));
    program.emit(file, (name, text) => {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, name.split('/').at(-1)!), text);
    });
  }
  writeFileSync(join(target, 'package.json'), manifest(source));
  return { success: true };
}

function programOf(packageFolder: string): ts.Program {
  const config = join(packageFolder, 'tsconfig.json');
  const { config: json } = ts.readConfigFile(config, ts.sys.readFile) as { config: object };
  const overrides: ts.CompilerOptions = {
    noEmit: false,
    declaration: true,
    rewriteRelativeImportExtensions: true,
  };
  const parsed = ts.parseJsonConfigFileContent(json, ts.sys, packageFolder, overrides, config);
  return ts.createProgram(parsed.fileNames, parsed.options);
}

/** The package's own package.json, with each exported `.ts` as the file that was written for it. */
function manifest(packageFolder: string): string {
  const own = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    exports: Record<string, string>;
  };
  const exports = Object.entries(own.exports).map(([path, file]) => {
    const written = (end: string) => file.replace(/\.ts$/, end);
    return [path, file.endsWith('.ts') ? { types: written('.d.ts'), default: written('.js') } : file];
  });
  return `${JSON.stringify({ ...own, exports: Object.fromEntries(exports) }, undefined, 2)}\n`;
}
