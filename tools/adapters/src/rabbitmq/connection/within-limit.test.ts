import { expect, it } from 'vitest';
import { withinLimit } from './within-limit.ts';

it('gives what comes in time, or its failure', async () => {
  expect(await withinLimit('a call', 10_000, Promise.resolve(5))).toBe(5);
  await expect(withinLimit('a call', 10_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
});

it('gives up on what does not come', async () => {
  const never = new Promise<void>(() => undefined);
  await expect(withinLimit('consume q', 20, never)).rejects.toMatchObject({
    code: 'CARV-413',
    message: expect.stringContaining("'consume q' within 20 ms"),
  });
});
