import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Runs the check as if Node had another version. */
function checkWith(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  const program = join(import.meta.dirname, '../bin/needs-node.js');
  return spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, program], {
    encoding: 'utf8',
  });
}

it.each(['20.20.2', '22.17.9'])('Node %s is refused with its code', (version) => {
  const { status, stderr } = checkWith(version);
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^CARV-620: .*22\\.18 or newer, and this is Node ${version}`));
});

it.each(['22.18.0', '24.0.0'])('Node %s is new enough', (version) => {
  expect(checkWith(version)).toMatchObject({ status: 0, stderr: '' });
});

const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>;
};

it.each(['start', 'up', 'test', 'bench', 'load', 'contracts', 'contracts:accept'])(
  'npm run %s checks first',
  (name) => {
    expect(scripts).toHaveProperty([name]);
    expect(scripts[`pre${name}`]).toBe('node tools/cli/bin/needs-node.js');
  },
);
