import { describe, expect, it } from 'vitest';
import { violations } from './check.ts';
import type { Evidence } from './evidence.ts';
import {
  cancellation,
  checkout,
  mark,
  operations,
  order,
  shop,
  total,
  transfer,
  whole,
  withCart,
  withCheckout,
  withShop,
} from './testing/sound-run.ts';

it('finds nothing wrong with what is whole', () => {
  expect(violations(whole)).toEqual([]);
});

it.each<[string, Partial<Evidence>]>([
  ['a checkout that made one', operations(checkout(1, { outcome: 'unknown' }))],
  ['a cancellation that went through', operations(cancellation({ outcome: 'unknown' }))],
  ['a transfer that was carried out', operations(transfer({ outcome: 'unknown' }))],
  ['a mark that was set', operations(mark(2, { outcome: 'unknown', number: undefined }))],
  ['a checkout that made none', { ...withCheckout({ outcome: 'unknown' }), ...withCart(2) }],
  ['a transfer that was not', { operations: [...whole.operations, transfer({ key: 'kt2', outcome: 'unknown' })] }],
  ['a mark that was not', { operations: [...whole.operations, mark(3, { outcome: 'unknown' })] }],
])('finds nothing wrong where nobody knows: %s', (_what, change) => {
  expect(violations({ ...whole, ...change })).toEqual([]);
});

describe('finds a planted violation', () => {
  it.each<[string, Partial<Evidence>, RegExp]>([
    [
      'a checkout without its order',
      { ...withShop({ orders: [order('o2', 'cancelled')] }), customers: whole.customers.slice(1) },
      /acknowledged as order o1/,
    ],
    [
      'a checkout with two orders',
      { customers: [...whole.customers, { order: 'o3', customer: 'c1' }] },
      /acknowledged, and made 2 orders: o1, o3/,
    ],
    [
      'an unknown checkout with two orders',
      {
        ...operations(checkout(1, { outcome: 'unknown' })),
        customers: [...whole.customers, { order: 'o3', customer: 'c1' }],
      },
      /k1: made 2 orders/,
    ],
    ['a checkout never sent', operations(checkout(1, { outcome: 'not-sent' })), /never carried out, and made order o1/],
    ['a checkout refused', operations(checkout(1, { outcome: 'refused', code: 'OUT_OF_STOCK' })), /refused with OUT/],
    [
      'a refusal for no reason',
      { operations: [...whole.operations, checkout(3, { outcome: 'refused', code: 'CART_EMPTY' })] },
      /refused with CART_EMPTY for no reason/,
    ],
    ['a declined card that bought', operations(checkout(1, { declined: true, order: 'o1' })), /its card is declined/],
    [
      'an order of nobody',
      { customers: [...whole.customers, { order: 'o3', customer: 'c9' }] },
      /o3 is of a customer who never ordered/,
    ],
    [
      'a cancellation without effect',
      operations(cancellation({ order: 'o1' })),
      /acknowledged, but the order is placed/,
    ],
    ['a cancellation never sent', operations(cancellation({ outcome: 'not-sent' })), /but the order is cancelled/],
    [
      'a cancellation refused',
      operations(cancellation({ outcome: 'refused', code: 'ALREADY_CANCELLED' })),
      /refused with ALREADY_CANCELLED for no reason/,
    ],
    [
      'a cancellation of nobody',
      { operations: whole.operations.filter(({ kind }) => kind !== 'cancellation') },
      /o2 is cancelled, and nobody asked/,
    ],
    ['a transfer without effect', { transfers: [] }, /acknowledged, but never carried out/],
    ['a transfer with two effects', operations(transfer({ quantity: 1 })), /-3 moved in, but its transfers come to -1/],
    ['a transfer never sent', operations(transfer({ outcome: 'not-sent' })), /was never sent, but carried out/],
    ['a transfer of nobody', { transfers: [...whole.transfers, { key: 'kx', result: 'value' }] }, /kx was carried out/],
    ['a mark that was lost', { heard: whole.heard.slice(0, 4) }, /1 of 2 were never heard, the first is 2/],
    ['a mark with two effects', { heard: [...whole.heard, whole.heard[4]!] }, /2 took effect 2 times/],
    ['marks in another order', { heard: whole.heard.toReversed() }, /1 was heard after 2/],
    ['a mark without an outcome', { marks: [{ key: 'a', number: 3 }] }, /3 were set, with 2 outcomes/],
    [
      'a second mark of one key, hidden behind one that nobody knows of',
      {
        operations: [...whole.operations, mark(3, { outcome: 'unknown', number: undefined })],
        marks: [{ key: 'a', number: 3 }],
        markOutcomes: [...whole.markOutcomes, { key: 'km1', of: 'a', number: 3 }],
        heard: [...whole.heard, { what: 'marked', key: 'a', number: 3 }],
      },
      /^mark km1: was set 2 times$/,
    ],
    [
      'an acknowledged mark that is not there, hidden behind one that nobody knows of',
      {
        operations: [...whole.operations, mark(3, { outcome: 'unknown', number: undefined })],
        markOutcomes: [whole.markOutcomes[0]!, { key: 'km3', of: 'a', number: 2 }],
      },
      /^mark km2: acknowledged, but never set$/,
    ],
    [
      'a mark of nobody',
      { operations: whole.operations.filter(({ key }) => key !== 'km2') },
      /^mark km2 was set, and nobody asked/,
    ],
    ['another number than the answered', operations(mark(2, { number: 1 })), /as number 1, but is number 2/],
    ['a mark never sent', operations(mark(2, { outcome: 'not-sent' })), /km2: was never sent, but set/],
    ['a mark refused', operations(mark(2, { outcome: 'refused', code: 'CARV-301' })), /refused with CARV-301 for no/],
    ['a mark of something else', operations(mark(2, { of: 'b' })), /was to mark b, and marked a/],
    [
      'a number given twice',
      { markOutcomes: [whole.markOutcomes[0]!, { key: 'km2', of: 'a', number: 1 }] },
      /one number answers two/,
    ],
    ['an event that was lost', { heard: whole.heard.slice(1) }, /o1 is placed, and that it was placed took effect 0/],
    ['an event with two effects', { heard: [...whole.heard, whole.heard[3]!] }, /it was cancelled took effect 2 times/],
    [
      'an event of an order that was undone',
      { heard: [...whole.heard, { what: 'placed', key: 'o3', number: null }] },
      /^order o3 is nowhere, and that it was placed was heard$/,
    ],
    ['a mail that was not sent', { mails: whole.mails.slice(1) }, /o1 is placed, and no mail says so/],
    [
      'a parcel that waits for ever',
      withShop({ parcels: [{ ...shop.parcels[0]!, status: 'booked' }, shop.parcels[1]!] }),
      /parcel was not made ready/,
    ],
    [
      'money for nothing',
      { captures: whole.captures.map((one) => ({ ...one, returned: false })) },
      /keeps money for order o2/,
    ],
    ['no money', { captures: whole.captures.slice(1) }, /has no money for it/],
    ['other money', { captures: [{ ...whole.captures[0]!, amount: { ...total, units: 1 } }] }, /took another amount/],
    ['a payment that went back', withShop({ payments: [{ ...shop.payments[0]!, status: 'refunded' }] }), /is refunded/],
    ['stock that was lost', withShop({ stock: [{ ...shop.stock[0]!, on_hand: 4 }, shop.stock[1]!] }), /must be/],
    ['an outbox', withShop({ backlogs: [{ ...shop.backlogs[0]!, outbox: 1 }] }), /1 messages left in the outbox/],
    ['a saga', withShop({ backlogs: [{ ...shop.backlogs[0]!, sagas: 1 }] }), /1 sagas have not ended/],
    ['a dead letter', withShop({ backlogs: [{ ...shop.backlogs[0]!, deadLetters: 1 }] }), /1 dead letters/],
    ['a queue', { queues: [{ name: 'q', messages: 2 }] }, /queue q: 2 messages left/],
    [
      'a queue that nobody counted',
      { queues: [{ name: 'q', messages: undefined }] },
      /queue q: nobody knows how many messages left/,
    ],
  ])('%s', (_what, change, fault) => {
    expect(violations({ ...whole, ...change }).join('\n')).toMatch(fault);
  });
});
