import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadReport } from '../load/index.ts';
import { workspaceRoot } from './shop-up.ts';

export interface LoadRun {
  readonly code: number | null;
  readonly printed: string;
  /** What the command wrote as JSON. */
  readonly report: LoadReport;
}

/** Of each visitor, about 180 of all: enough for every route, however slow the machine is. */
const VISITS = 60;

/**
 * Runs the load generator as the README says it, with the check of the invariants. It is bounded by what is done, and not
 * by time: what a request may take is no promise of the shop's on a machine that does other things as well.
 */
export async function loadCommand(url: string, databaseUrl: string): Promise<LoadRun> {
  const folder = mkdtempSync(join(tmpdir(), 'carveout-load-'));
  const json = join(folder, 'report.json');
  const amount = ['--users', '3', '--visits', String(VISITS), '--think', '100', '--minutes', '60', '--within', '60000'];
  const wanted = [...amount, '--check', '--json', json, '--url', url];
  try {
    const child = spawn('npm', ['run', '-s', 'load', '--', ...wanted], {
      cwd: workspaceRoot,
      env: { ...process.env, DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    try {
      return { code, printed, report: JSON.parse(readFileSync(json, 'utf8')) as LoadReport };
    } catch (cause) {
      throw new Error(`the load ended with ${code} and without a report. It printed:\n${printed}`, { cause });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
