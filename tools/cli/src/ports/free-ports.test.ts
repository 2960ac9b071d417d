import { isRefusedByClients } from '@carveout/testing/refused-ports';
import { expect, it } from 'vitest';
import { freePorts } from './free-ports.ts';

it('gives each port once, upwards, and none at which browsers and fetch do not ask', async () => {
  const next = freePorts(6_664);
  const ports: number[] = [];
  while ((ports.at(-1) ?? 0) < 6_700) ports.push(await next());
  expect(ports).toEqual([...new Set(ports)].sort((one, other) => one - other));
  expect(ports.filter(isRefusedByClients)).toEqual([]);
});
