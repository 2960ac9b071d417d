import { describe, expect, it } from 'vitest';
import { openDoor } from './testing/open-door.ts';

const withinOf = async (header: Record<string, string>, behindGateway: boolean): Promise<number> => {
  const principals = { principals: () => undefined };
  const door = await openDoor(() => ({}), behindGateway ? principals : {});
  const asked = Date.now();
  await door.send('GET', '/ping', undefined, header);
  return door.calls[0]!.request.deadline - asked;
};

describe('the time of a request', () => {
  it.each([
    [{}, false, 10_000],
    [{ 'carveout-within': '1500' }, false, 1_500],
    [{ 'carveout-within': '60000' }, false, 10_000],
    [{ 'carveout-within': '60000' }, true, 60_000],
    [{ 'carveout-within': '99999999' }, true, 3_600_000],
    [{ 'carveout-within': '-1' }, true, 10_000],
    [{ 'carveout-within': '1e9' }, true, 10_000],
  ])('with %j, behind a gateway: %s, is %i ms', async (header, behindGateway, within) => {
    const seen = await withinOf(header, behindGateway);
    expect(seen).toBeGreaterThanOrEqual(within);
    expect(seen).toBeLessThan(within + 1_000);
  });

  it.each([
    [{}, undefined],
    [{ 'carveout-repeated': '1' }, true],
  ])('with %j says whether it was sent before', async (header, repeated) => {
    const door = await openDoor(() => ({}));
    await door.send('GET', '/ping', undefined, header);
    expect(door.calls[0]!.request.repeated).toBe(repeated);
  });
});
