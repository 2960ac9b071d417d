import { expect, it } from 'vitest';
import { isFree } from './free-port.ts';
import { isRefusedByClients } from './refused-ports.ts';

const refused = Array.from({ length: 65_536 }, (_, port) => port).filter(isRefusedByClients);

it('names ports that fetch refuses, before it connects', async () => {
  expect(refused).toHaveLength(82);
  for (const port of refused)
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toMatchObject({ cause: { message: 'bad port' } });
});

it('no test is given one of them', async () => {
  expect(await Promise.all(refused.map((port) => isFree(port)))).not.toContain(true);
});
