import type { BadInput } from './bad-input.ts';

const nothingThere = { status: 404, page: /There is no such page/ };
const html = { accept: 'text/html' };

/** Addresses and methods that nothing answers to, and tricks with them. */
export const paths: readonly BadInput[] = [
  { what: 'an unknown route', sends: () => ({ path: '/nowhere' }), status: 404 },
  { what: 'an unknown page', sends: () => ({ path: '/nowhere', headers: html }), ...nothingThere },
  { what: 'an unknown route of the API', sends: () => ({ path: '/api/nowhere' }), status: 404 },
  { what: 'the admin port from outside', sends: () => ({ path: '/metrics' }), status: 404 },
  { what: 'health in detail from outside', sends: () => ({ path: '/health' }), status: 404 },
  {
    what: 'a wrong method',
    sends: () => ({ method: 'DELETE', path: '/api/products' }),
    status: 405,
    headers: { allow: /^HEAD, GET$/ },
  },
  {
    what: 'a wrong method for a page',
    sends: () => ({ method: 'PUT', path: '/cart', headers: html }),
    status: 405,
    page: /cannot be opened so/,
    headers: { allow: /GET.*POST|POST.*GET/ },
  },
  {
    what: 'a page that only takes posts',
    sends: () => ({ path: '/cart/checkout', headers: html }),
    status: 405,
    page: /cannot be opened so/,
    headers: { allow: /POST/ },
  },
  { what: 'a method that nobody serves', sends: () => ({ method: 'PROPFIND', path: '/api/products' }), status: 501 },
  { what: 'TRACE', sends: () => ({ method: 'TRACE', path: '/' }), status: 501 },
  {
    what: 'dots behind an escaped slash',
    sends: () => ({ path: '/product/..%2f..%2f..%2fetc%2fpasswd' }),
    status: 404,
    page: /We do not have this product/,
  },
  { what: 'dots', sends: () => ({ path: '/assets/../../../package.json', headers: html }), ...nothingThere },
  {
    what: 'escaped dots',
    sends: () => ({ path: '/assets/%2e%2e/%2e%2e/package.json', headers: html }),
    ...nothingThere,
  },
  {
    what: "dots below the explorer's files",
    sends: () => ({ path: '/explorer/..%2f..%2fpackage.json', headers: html }),
    ...nothingThere,
  },
  { what: 'two slashes', sends: () => ({ path: '//nowhere', headers: html }), ...nothingThere },
  {
    what: 'the address of another host',
    sends: () => ({ path: '//example.com/product/OLJCESPC7Z', headers: html }),
    ...nothingThere,
  },
  {
    what: 'an escaped NUL',
    sends: () => ({ path: '/product/OLJCESPC7Z%00', headers: html }),
    status: 404,
    page: /We do not have this product/,
  },
  {
    what: 'escapes that are no text',
    sends: () => ({ path: '/product/%E0%A4%A' }),
    status: 404,
    page: /We do not have this product/,
  },
  {
    what: 'an address of 12,000 letters',
    sends: () => ({ path: `/product/${'A'.repeat(12_000)}` }),
    status: 404,
    page: /We do not have this product/,
  },
  { what: 'another writing of a route', sends: () => ({ path: '/API/Products' }), status: 404 },
];

const tooLarge = /^HTTP\/1\.1 431 [^]*"code":"CARV-371"/;
const unreadable = /^HTTP\/1\.1 400 [^]*"code":"CARV-371"/;

/** Bytes that are hardly HTTP. Whatever follows, the connection ends and nobody sees anything of the inside. */
export const bytes: readonly (readonly [what: string, sent: string, answer: RegExp])[] = [
  ['a header of 20 KB', `GET / HTTP/1.1\r\nHost: shop\r\nX-Large: ${'x'.repeat(20_480)}\r\n\r\n`, tooLarge],
  [
    'a cookie of 20 KB',
    `GET / HTTP/1.1\r\nHost: shop\r\nCookie: shop_session-id=${'x'.repeat(20_480)}\r\n\r\n`,
    tooLarge,
  ],
  ['NUL in the path', 'GET /product/A\0B HTTP/1.1\r\nHost: shop\r\n\r\n', unreadable],
  ['no HTTP at all', 'hello\r\n\r\n', unreadable],
  ['an unknown method', 'BREW / HTTP/1.1\r\nHost: shop\r\n\r\n', unreadable],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', unreadable],
  ['a negative length', 'POST /cart HTTP/1.1\r\nHost: shop\r\nContent-Length: -1\r\n\r\n', unreadable],
  [
    'two lengths at once',
    'POST /cart HTTP/1.1\r\nHost: shop\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
    unreadable,
  ],
  [
    '10 MB of JSON, of which one byte comes',
    'POST /api/orders HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\nContent-Length: 10485760\r\n\r\n{',
    /^HTTP\/1\.1 413 [^]*\r\nconnection: close\r\n[^]*"code":"CARV-317"/i,
  ],
  [
    '10 MB of a form, of which one byte comes',
    'POST /cart HTTP/1.1\r\nHost: shop\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 10485760\r\n\r\na',
    /^HTTP\/1\.1 413 [^]*\r\nconnection: close\r\n/i,
  ],
];
