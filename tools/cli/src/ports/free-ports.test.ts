import { isRefusedByClients } from '@carveout/testing/refused-ports';
import { expect, it } from 'vitest';
import { FreePorts } from './free-ports.ts';

it('gives each port once, upwards, and none at which browsers and fetch do not ask', async () => {
  const free = new FreePorts();
  const ports: number[] = [];
  while ((ports.at(-1) ?? 0) < 6_700) ports.push(await free.from(6_664));
  expect(ports).toEqual([...new Set(ports)].sort((one, other) => one - other));
  expect(ports.filter(isRefusedByClients)).toEqual([]);
});

it('gives no port that is promised to others, though nobody listens there yet', async () => {
  const [first, second, third] = await threeFree();
  const free = new FreePorts([second]);
  expect([await free.from(first), await free.from(first)]).toEqual([first, third]);
});

async function threeFree(): Promise<[number, number, number]> {
  const free = new FreePorts();
  const first = await free.from(3_500);
  const second = await free.from(first);
  return [first, second, await free.from(second)];
}
