import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listModules } from '@carveout/runtime/topology';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayConfigCommand } from '../commands/parse-command.ts';
import { GATEWAY_KINDS } from '../commands/parse-command.ts';
import { firstDifference } from './first-difference.ts';
import { gatewayConfig } from './gateway-config.ts';

const workspace = join(import.meta.dirname, '../../../..');
const asked: GatewayConfigCommand = {
  name: 'gateway-config',
  kind: 'nginx',
  topology: 'deployables/topology.gateway.yaml',
  instances: undefined,
  identity: undefined,
  listen: undefined,
  out: undefined,
  check: false,
};
const run = async (command: Partial<GatewayConfigCommand>): Promise<string> => {
  let printed = '';
  await gatewayConfig(workspace, { ...asked, ...command }, (text) => (printed += text));
  return printed;
};

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'carveout-config-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('carveout gateway-config', () => {
  it.each(GATEWAY_KINDS)('the %s configuration in deployables/gateway is what would be made', async (kind) => {
    expect(await run({ kind, check: true })).toBe('');
  });

  it('prints, or writes a file', async () => {
    const out = join(folder, 'deep', 'nginx.conf');
    expect(await run({ out })).toBe('');
    expect(readFileSync(out, 'utf8')).toBe(await run({}));
  });

  it('says where a file begins to differ, and what to do', async () => {
    const out = join(folder, 'kong.yaml');
    const failure = expect.objectContaining({ code: 'CARV-642' });
    await expect(run({ kind: 'kong', out, check: true })).rejects.toThrow(failure);
    await run({ kind: 'kong', out });
    const text = readFileSync(out, 'utf8');
    writeFileSync(out, text.replace('http_path: /health/ready', 'http_path: /'));
    const line = text.split('\n').findIndex((one) => one.includes('http_path')) + 1;
    await expect(run({ kind: 'kong', out, check: true })).rejects.toThrow(
      new RegExp(
        `kong\\.yaml:${line} .*\\n.*http_path: /\\n.*http_path: /health/ready\\nWrite it anew: npx carveout gateway-config kong `,
      ),
    );
  });

  it('takes addresses from a list', async () => {
    const instances = join(folder, 'instances.json');
    const modules = listModules(workspace);
    writeFileSync(
      instances,
      JSON.stringify(Object.fromEntries(modules.map((one) => [one, [{ host: '10.9.8.7', http: 81 }]]))),
    );
    const text = await run({ instances });
    expect(text).toContain('server 10.9.8.7:81 ');
    expect(text).not.toContain(':3000 ');
    expect(await run({ instances, identity: { host: '::1', port: 82 }, listen: { host: '127.0.0.1', port: 83 } })).toBe(
      text.replace(' gateway:3002 ', ' [::1]:82 ').replace('listen 3000;', 'listen 127.0.0.1:83;'),
    );
    writeFileSync(instances, '{}');
    await expect(run({ instances })).rejects.toThrow(/CARV-641|no instance/);
  });
});

it('two texts differ from the first line that is not the same', () => {
  expect(firstDifference('a\nb', 'a\nb')).toBeUndefined();
  expect(firstDifference('a\nb\nc', 'a\nx')).toEqual({ line: 2, found: 'b', expected: 'x' });
  expect(firstDifference('a', 'a\n')).toEqual({ line: 2, found: undefined, expected: '' });
});
