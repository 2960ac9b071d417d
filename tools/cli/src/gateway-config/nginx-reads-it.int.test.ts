import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkNginxConfiguration } from '@carveout/testing/backing';
import { needNginx } from '@carveout/testing/vitest';
import { expect, it } from 'vitest';
import { KEPT } from './gateway-config.ts';

needNginx();

/** nginx looks names up when it starts, and the deployables' are known in their own network alone. */
const withAddresses = (): string =>
  readFileSync(join(import.meta.dirname, '../../../..', KEPT.nginx), 'utf8').replaceAll(
    /^(\s*server) [a-z-]+:(\d+) /gm,
    '$1 127.0.0.1:$2 ',
  );

it('nginx reads the configuration in deployables/gateway', async () => {
  const { ok, output } = await checkNginxConfiguration(withAddresses());
  expect(output).toMatch(/test is successful/);
  expect(output).not.toMatch(/\[(?:warn|emerg)\]/);
  expect(ok).toBe(true);
});

it('nginx refuses it with one word misspelt', async () => {
  const { ok, output } = await checkNginxConfiguration(withAddresses().replace('merge_slashes', 'merge_slash'));
  expect([ok, output]).toEqual([false, expect.stringMatching(/unknown directive "merge_slash"/)]);
});
