import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { testDatabase, testVhost } from '../vitest/index.ts';
import { exchange } from './exchange.ts';
import { blocksAfter, blocksOf } from './readme-blocks.ts';
import { workspaceRoot } from './shop-up.ts';
import { standardTopology, StartedShops } from './started-shops.ts';

const shops = new StartedShops(testDatabase(), testVhost());
const readme = readFileSync(join(workspaceRoot, 'README.md'), 'utf8');
const [commands, answer] = blocksAfter(readme, 'checkout').map(({ code }) => code) as [string, string];

describe('the checkout', { timeout: 180_000 }, () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'carveout-readme-'))));
  afterEach(async () => {
    await shops.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What the commands of the README print, with the shop that `url` names in place of the one on port 3000. */
  async function checkout(url: string): Promise<string> {
    const script = commands.replaceAll('http://localhost:3000', url);
    expect(script).not.toBe(commands);
    return (await promisify(execFile)('sh', ['-euc', script], { cwd: folder, timeout: 60_000 })).stdout;
  }

  it('by the commands as they stand there, with the answer as it stands there', async (context) => {
    await needsCurl(context);
    const [start] = /^npm ci && (npm start) /m.exec(readme)!.slice(1);
    const { up } = await shops.start(
      { text: standardTopology },
      { command: () => ['sh', '-c', `exec ${start}`], ready: /ready at http/ },
    );
    expect(await checkout(up.url)).toBe(answer);
    const [explorer] = /http:\/\/localhost:3000(\/\w+)`\.$/m.exec(readme)!.slice(1);
    expect((await exchange(up.url, { path: explorer! })).status).toBe(200);
  });

  it('after the one edited line, with the same answer', async (context) => {
    await needsCurl(context);
    const [line, start] = blocksAfter(readme, 'move').map(({ code }) => code.trim()) as [string, string];
    const commented = standardTopology.split('\n').filter((text) => text.trim() === `# ${line}`);
    expect(commented).toHaveLength(1);
    const text = standardTopology.replace(`# ${line}`, line);
    const { up } = await shops.start(
      { text },
      { command: (file) => ['sh', '-c', `exec ${start.replace('deployables/topology.yaml', file)}`] },
    );
    expect(up.printed()).toMatch(/starting 2 processes of .*\/topology-\w+\.yaml/);
    expect(await checkout(up.url)).toBe(answer);
  });
});

describe('what the README names', () => {
  const { scripts } = JSON.parse(readFileSync(join(workspaceRoot, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };

  it.each([...new Set([...readme.matchAll(/\bnpm (?:run )?([a-z:]+)/g)].map(([, script]) => script!))])(
    'npm %s',
    (script) => expect(['ci', ...Object.keys(scripts)]).toContain(script),
  );

  it.each([...new Set([...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path!))])('%s', (path) =>
    expect(existsSync(join(workspaceRoot, path)), path).toBe(true),
  );

  it.each([...new Set([...readme.matchAll(/^\| `([^`]+)`/gm)].map(([, path]) => path!))])('the folder %s', (path) =>
    expect(existsSync(join(workspaceRoot, path.replace('<name>', 'orders'))), path).toBe(true),
  );

  it('as code stands so in the files that it names', () => {
    const code = blocksOf(readme).filter(({ language }) => language === 'ts');
    const files = code.flatMap((block) => block.code.split(/^\/\/ (?=[\w/.-]+\.ts\b)/m).slice(1));
    expect(files.length).toBeGreaterThan(1);
    for (const text of files) {
      const [first = '', ...lines] = text.trim().split('\n');
      const file = readFileSync(join(workspaceRoot, first.split(':')[0]!), 'utf8').split('\n');
      for (const line of lines) expect(file).toContain(line);
    }
  });
});

/** Whoever runs the tests may have no curl; everybody who follows the README sees by themselves that they need it. */
async function needsCurl(context: TestContext): Promise<void> {
  const isThere = await promisify(execFile)('curl', ['--version']).then(
    () => true,
    () => false,
  );
  if (!isThere) context.skip('there is no curl on this machine: apt-get install curl');
}
