import { describe, expect, it } from 'vitest';
import { openDoor } from './testing/open-door.ts';

/** The deadline of a request, in ms from before it was sent, and from after it was answered. */
const deadlineOf = async (header: Record<string, string>, behindGateway: boolean) => {
  const principals = { principals: () => undefined };
  const door = await openDoor(() => ({}), behindGateway ? principals : {});
  const asked = Date.now();
  await door.send('GET', '/ping', undefined, header);
  const { deadline } = door.calls[0]!.request;
  return { fromBefore: deadline - asked, fromAfter: deadline - Date.now() };
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
    const { fromBefore, fromAfter } = await deadlineOf(header, behindGateway);
    expect(fromBefore).toBeGreaterThanOrEqual(within);
    expect(fromAfter).toBeLessThanOrEqual(within);
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
