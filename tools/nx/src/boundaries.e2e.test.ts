import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyOfWorkspace } from './testing/copy-of-workspace.ts';

const workspace = join(import.meta.dirname, '../../..');

const byTag = /can only depend on libs tagged with/;
const byPackage = /is not allowed to import/;
/** The target depends on the planted file's package already: reported before the tags are looked at. */
const byCircle = /^@nx\/enforce-module-boundaries: Circular dependency/;

/** Each plants one import that the boundaries refuse. */
const refused: [file: string, code: string, says: RegExp][] = [
  ['modules/orders/core/src/other-core.ts', "import '@shop/payments-core';", byTag],
  ['modules/orders/core/src/other-core-later.ts', "export const later = () => import('@shop/payments-core');", byTag],
  ['modules/orders/core/src/an-adapter.ts', "import '@carveout/adapters/rabbitmq';", byTag],
  ['modules/orders/core/src/the-tests.ts', "import '@carveout/testing';", byTag],
  ['modules/orders/core/src/other.test.ts', "import '@shop/payments-core';", byTag],
  ['modules/orders/contract/src/own-core.ts', "import '@shop/orders-core';", byCircle],
  ['modules/orders/contract/src/other-core.ts', "import '@shop/recommendations-core';", byTag],
  ['modules/orders/contract/src/the-runtime.ts', "import '@carveout/runtime';", byTag],
  ['modules/orders/contract/src/a-library.ts', "import 'koa';", byPackage],
  ['tools/contract/src/the-runtime.ts', "import '@carveout/runtime';", byCircle],
  ['tools/runtime/src/an-adapter.ts', "import '@carveout/adapters/postgres';", byCircle],
  ['tools/runtime/src/a-module.ts', "import '@shop/orders';", byTag],
  ['tools/adapters/src/the-tests.ts', "import '@carveout/testing';", byTag],
  ['tools/adapters/src/a-core.ts', "import '@shop/orders-core';", byTag],
];

const allowed: [file: string, code: string][] = [
  ['modules/orders/core/src/its-neighbours.ts', "import '@shop/orders';\nimport '@shop/payments';"],
  ['modules/orders/core/src/the-kit.ts', "import '@carveout/runtime';\nimport '@carveout/contract';"],
  ['modules/orders/core/src/alone.test.ts', "import '@carveout/testing';"],
  ['modules/orders/contract/src/a-schema.ts', "import '@shop/currencies';\nimport 'zod';"],
  ['modules/payments/core/src/handlers/x.test.ts', "import '../testing/payments-scenario.ts';"],
  ['modules/payments/core/src/handlers/testing/x.ts', "import '../../testing/payments-scenario.ts';"],
  ['tools/adapters/src/the-runtime.ts', "import '@carveout/runtime';"],
  ['tools/adapters/src/the-runtime.test.ts', "import '@carveout/testing';"],
];

/** Each breaks one of the kit's own rules in a file where the configuration turns it on. */
const broken: [rule: string, file: string, code: string][] = [
  ['carveout/domain-is-pure', 'modules/orders/core/src/domain/x.ts', "import 'node:fs';"],
  ['no-restricted-globals', 'modules/orders/core/src/domain/y.ts', "export const x = () => fetch('http://x');"],
  [
    'carveout/no-call-in-transaction',
    'modules/orders/core/src/handlers/x.ts',
    'export const x = (transaction, calls) => transaction(() => calls.payments.charge({}));',
  ],
  ['carveout/no-inside-of-others', 'modules/orders/core/src/z.ts', "import '../../../payments/core/src/index.ts';"],
  [
    'carveout/literal-imports',
    'modules/orders/core/src/in-a-template.ts',
    'export const later = () => import(`@shop/payments-core`);',
  ],
  [
    'carveout/literal-imports',
    'modules/orders/contract/src/in-a-template.ts',
    'export const later = () => import(`@shop/orders-core`);',
  ],
  [
    'carveout/no-tests-in-production',
    'modules/payments/core/src/handlers/x.ts',
    "import '../testing/payments-scenario.ts';",
  ],
  ['carveout/no-tests-in-production', 'tools/runtime/src/door/x.ts', "import './testing/open-door.ts';"],
];

describe('planted violations', { timeout: 240_000 }, () => {
  let copy: string;
  let reports: Map<string, string[]>;

  beforeAll(async () => {
    copy = copyOfWorkspace(workspace);
    // The project graph is made of the workspace as it was: planted imports that close a circle would otherwise be
    // reported for that alone.
    await lint(copy, ['tools/nx/src/index.ts'], {});
    const planted = [...refused, ...allowed, ...broken.map(([, file, code]) => [file, code] as const)];
    for (const [file, code] of planted) plant(copy, file, code);
    const files = planted.map(([file]) => file);
    reports = await lint(copy, files, { NX_TASK_TARGET_PROJECT: 'the graph is there' });
  }, 240_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(refused)('%s: %s', (file, _, says) => {
    expect(reports.get(file)).toEqual([expect.stringMatching(says)]);
  });

  it.each(allowed)('%s is allowed what it imports', (file) => {
    expect(reports.get(file)).toEqual([]);
  });

  it.each(broken)('%s in %s', (rule, file) => {
    expect(reports.get(file)).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: `)));
  });
});

function plant(copy: string, file: string, code: string): void {
  mkdirSync(dirname(join(copy, file)), { recursive: true });
  writeFileSync(join(copy, file), `${code}\n`);
}

/** The errors that ESLint reports, by file, each as `rule: message`. */
async function lint(copy: string, files: string[], more: NodeJS.ProcessEnv): Promise<Map<string, string[]>> {
  const environment: NodeJS.ProcessEnv = { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: copy };
  delete environment['NX_TASK_TARGET_PROJECT'];
  delete environment['CARVEOUT_TOPOLOGY'];
  const program = join(workspace, 'node_modules/eslint/bin/eslint.js');
  const run = promisify(execFile)(process.execPath, [program, '--format', 'json', ...files], {
    cwd: copy,
    env: { ...environment, ...more },
    maxBuffer: 1 << 26,
    timeout: 110_000,
  });
  const { stdout } = await run.catch((error: { stdout: string }) => {
    if (!error.stdout) throw error;
    return error;
  });
  const results = JSON.parse(stdout) as { filePath: string; messages: { ruleId: string; message: string }[] }[];
  return new Map(
    results.map(({ filePath, messages }) => [
      filePath.slice(copy.length + 1),
      messages.map(({ ruleId, message }) => `${ruleId}: ${message}`),
    ]),
  );
}
