import { form, json, MB } from './bad-input.ts';
import type { BadInput } from './bad-input.ts';

const malformed = { status: 400, code: 'CARV-317' };
const invalid = { status: 400, code: 'CARV-302' };
const tooLarge = { status: 413, headers: { connection: /^close$/ } };

/** Bodies that are not what they say, too large, too deep, or of another kind. */
export const bodies: readonly BadInput[] = [
  { what: 'malformed JSON', sends: () => json('POST', '/api/orders', '{"customer": '), ...malformed },
  { what: 'JSON with text behind it', sends: () => json('POST', '/api/orders', '{} and more'), ...malformed },
  { what: 'bytes that are no text', sends: () => json('POST', '/api/orders', '\u0000\u0001\u0002'), ...malformed },
  { what: 'a JSON list', sends: () => json('POST', '/api/orders', '[1]'), ...invalid },
  { what: 'a bare JSON value', sends: () => json('POST', '/api/orders', '7'), ...malformed },
  { what: 'an empty body', sends: () => json('POST', '/api/cards', ''), ...invalid, issues: ['card'] },
  { what: '__proto__ in JSON', sends: () => json('POST', '/api/cards', '{"__proto__":{"card":{}}}'), ...malformed },
  {
    what: 'constructor.prototype in JSON',
    sends: () => json('POST', '/api/cards', '{"constructor":{"prototype":{"admin":true}}}'),
    ...invalid,
    issues: ['card', 'constructor'],
  },
  {
    what: '__proto__ in the query',
    sends: () => ({ path: '/api/search?text=mug&__proto__=1' }),
    ...invalid,
    issues: ['__proto__'],
  },
  {
    what: '__proto__ in a form',
    sends: () => form('/cart', '__proto__=1&__proto__[product_id]=OLJCESPC7Z'),
    status: 400,
    page: /Which product\?/,
  },
  {
    what: 'a field given as a list in a form',
    sends: () => form('/cart', 'product_id=OLJCESPC7Z&product_id=L9ECAV7KIM&quantity=1'),
    status: 400,
    page: /Which product\?/,
  },
  {
    what: 'deep lists in JSON',
    sends: () => json('POST', '/api/cards', `{"card":${'['.repeat(30_000)}${']'.repeat(30_000)}}`),
    ...invalid,
    issues: ['card'],
  },
  {
    what: 'deep objects in JSON',
    sends: () => json('POST', '/api/cards', `{"card":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`),
    ...invalid,
  },
  {
    what: 'deep names in a form',
    sends: () => form('/cart', `product_id=OLJCESPC7Z&quantity${'[a]'.repeat(10_000)}=1`),
    status: 422,
    page: /How many would you like\?/,
  },
  {
    what: 'five thousand fields in a form',
    sends: () => form('/cart', Array.from({ length: 5_000 }, (_, index) => `f${index}=1`).join('&')),
    status: 400,
    page: /Which product\?/,
  },
  {
    what: '10 MB of JSON',
    sends: () => json('POST', '/api/orders', { customer: 'x'.repeat(10 * MB) }),
    code: 'CARV-317',
    ...tooLarge,
  },
  {
    what: '10 MB of a form',
    sends: () => form('/cart', { product_id: 'x'.repeat(10 * MB), quantity: '1' }),
    page: /We cannot read this request/,
    ...tooLarge,
  },
  {
    what: '10 MB of which the length is not told',
    sends: () => ({
      ...json('POST', '/api/orders', 'x'.repeat(10 * MB)),
      headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
    }),
    code: 'CARV-317',
    ...tooLarge,
  },
  {
    what: 'a form where JSON is wanted',
    sends: () => form('/api/orders', { customer: 'me' }),
    status: 415,
    code: 'CARV-317',
  },
  {
    what: 'JSON where a form is wanted',
    sends: () => json('POST', '/cart', { product_id: 'OLJCESPC7Z', quantity: '1' }),
    status: 415,
    page: /We cannot read this request/,
  },
  {
    what: 'a compressed body',
    sends: () => json('POST', '/api/orders', '{}', { 'content-encoding': 'gzip' }),
    status: 415,
    code: 'CARV-317',
  },
];
