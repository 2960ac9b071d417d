import { expect, it } from 'vitest';
import { event } from '../fixture/links.ts';
import { decodeEvent, encodeEvent } from './event-codec.ts';

const message = event('orders', 'key', { total: 3 });
const decoded = (fields: object): unknown =>
  decodeEvent(Buffer.from(JSON.stringify({ ...JSON.parse(encodeEvent(message)), ...fields })));

it('reads what it has written', () => {
  expect(decoded({})).toEqual(message);
});

// What no database takes as a time would be set aside again and again, and never kept.
it.each([
  [{ at: 1e300 }, /'at' is not a time/],
  [{ at: -1 }, /'at' is not a time/],
  [{ at: '2026-01-01' }, /'at' is not a time/],
  [{ version: 1.5 }, /'version' is not a whole number/],
  [{ key: 7 }, /'key' is not a string/],
])('refuses %j', (fields, why) => {
  expect(() => decoded(fields)).toThrow(why);
});
