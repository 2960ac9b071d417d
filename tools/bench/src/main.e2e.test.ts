import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'carveout-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bench(...args: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

describe('npm run bench', () => {
  it('measures a figure beside its peers, prints a table and writes the rows', { timeout: 120_000 }, async () => {
    const file = join(folder, 'rows.json');
    const { code, out, err } = await bench('--figure', 'in-process-call', '--rounds', '1', '--json', file);
    expect(code, err).toBe(0);
    expect(out).toMatch(/\| in-process-call +\| direct +\|/);
    expect(out).toMatch(/^Node \d+/m);
    const rows: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const row = (against: string) => ({
      figure: 'in-process-call',
      against,
      ours: expect.any(Number),
      theirs: expect.any(Number),
      unit: 'ns',
      ratio: expect.any(Number),
      rounds: 1,
    });
    expect(rows).toEqual([row('direct'), row('moleculer-local')]);
    for (const { ratio, ours } of rows as { ratio: number; ours: number }[]) {
      expect(ratio).toBeGreaterThan(0);
      expect(ours).toBeGreaterThan(0);
    }
  });

  it('names what it does not know, and what there is', { timeout: 60_000 }, async () => {
    const { code, err } = await bench('--only', 'speed');
    expect(code).toBe(1);
    expect(err).toContain("--only: there is no 'speed'; there is calls, messages, shop, gateway");
  });
});
