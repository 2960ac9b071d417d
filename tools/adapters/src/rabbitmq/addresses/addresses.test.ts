import { expect, it } from 'vitest';
import { parseAddresses } from './parse-addresses.ts';
import { splitAddresses } from './split-addresses.ts';

const refusal = (fault: RegExp): unknown =>
  expect.objectContaining({ code: 'CARV-414', message: expect.stringMatching(fault) });

it.each([
  ['amqp://u:p@one:5672/shop', ['amqp://u:p@one:5672/shop']],
  [' amqp://u:p@one/shop , amqps://u:p@two/shop', ['amqp://u:p@one/shop', 'amqps://u:p@two/shop']],
  ['amqp://u:a,b@one,amqp://u:a,b@two', ['amqp://u:a,b@one', 'amqp://u:a,b@two']],
])('takes %s for %j', (text, addresses) => expect(splitAddresses(text)).toEqual(addresses));

it('keeps the order, the account for amqplib alone, and the shorter heartbeat', () => {
  expect(parseAddresses('amqp://u:p@one:1/shop,amqps://u:p@two:2/shop?heartbeat=1', 2)).toEqual([
    { url: 'amqp://u:p@one:1/shop?heartbeat=2', address: 'amqp://one:1/shop' },
    { url: 'amqps://u:p@two:2/shop?heartbeat=1', address: 'amqps://two:2/shop' },
  ]);
});

it('knows that no path is the vhost / spelled out', () => {
  expect(parseAddresses('amqp://u:p@one,amqp://u:p@two/%2F', 2)).toHaveLength(2);
});

it.each([
  ['amqp://u:p@one/shop,amqp://u:p@two/other', /one vhost: amqp:\/\/one\/shop and amqp:\/\/two\/other differ/],
  ['amqp://u:p@one/shop,amqp://u:p@two', /one vhost/],
  ['amqp://u:p@one,amqp://v:p@two', /one user and password/],
  ['amqp://u:p@one,amqp://u:secret@two', /one user and password/],
  ['amqp://u:p@one,amqp://', /not a URL|differ/],
  ['amqp://u:p@one:1,two:2', /not a URL/],
  ['http://one', /http:/],
])('refuses %s', (text, fault) => {
  expect(() => parseAddresses(text, 2)).toThrow(refusal(fault) as Error);
  expect(() => parseAddresses(text, 2)).not.toThrow('secret');
});
