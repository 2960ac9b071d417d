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
  [{ envelope: null }, /'envelope' is not an object/],
  [{ envelope: { id: 'm', caller: 'orders' } }, /'envelope.correlation' is not a string/],
  [{ envelope: { id: 'm', correlation: 'c', caller: null } }, /'envelope.caller' is not a string/],
])('refuses %j', (fields, why) => {
  expect(() => decoded(fields)).toThrow(why);
});

// Other languages write what is absent as null.
it.each([null, 7, true])('takes %j for an absent field of the envelope', (wrong) => {
  const { envelope } = message;
  const optional = {
    causation: wrong,
    principal: wrong,
    trace: wrong,
    attempt: String(wrong),
    repeated: String(wrong),
  };
  expect(decoded({ envelope: { ...envelope, ...optional } })).toEqual(message);
});

/** The payload of an event, so that its body has as many levels. */
const nested = (levels: number): string => `${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}`;
const carrying = (payload: string): Buffer =>
  Buffer.from(encodeEvent({ ...message, payload: 'HERE' }).replace('"HERE"', payload));

// What is read and cannot be written again would be set aside again and again, and never kept.
it.each([
  ['arrays', nested],
  ['objects', (levels: number) => `${'{"a":'.repeat(levels - 1)}0${'}'.repeat(levels - 1)}`],
  ['the last of many', (levels: number) => `[${'{"a":"]"},'.repeat(200)}${nested(levels - 1)}]`],
])('refuses what is nested too deep: %s', (_, payload) => {
  expect(decodeEvent(carrying(payload(500)))).toMatchObject({ id: message.id });
  expect(() => decodeEvent(carrying(payload(501)))).toThrow('the body is nested deeper than 500 levels');
  expect(() => decodeEvent(carrying(payload(100_000)))).toThrow('the body is nested deeper than 500 levels');
});

it('keeps the optional fields of the envelope', () => {
  const optional = {
    ...{ causation: 'before', trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    ...{ principal: { id: 'p', roles: ['clerk'] }, attempt: 2, repeated: true as const },
  };
  const whole = { ...message, envelope: { ...message.envelope, ...optional } };
  expect(decodeEvent(Buffer.from(encodeEvent(whole)))).toEqual(whole);
});
