import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expect, it } from 'vitest';
import { twoReplicas } from './programs.ts';

it('gives each deployable of the all-separate topology two replicas', () => {
  const file = join(import.meta.dirname, '../../../../../deployables/topology.separate.yaml');
  const { deployables } = parse(twoReplicas(readFileSync(file, 'utf8'))) as { readonly deployables: object };
  const all = Object.entries(deployables);
  expect(all).toHaveLength(10);
  for (const [name, deployable] of all) expect(deployable).toEqual({ modules: [name], replicas: 2 });
});
