import { describe, expect, it } from 'vitest';
import { isHost, originForm } from './target.ts';

const HOST = 'shop.example:8080';

describe('a target', () => {
  it.each([
    '/',
    '/stock',
    '/stock/',
    '/stock/1?a=b&c=%20d',
    '/.well-known/x',
    '/a.b/..c/.d./...',
    "/a-b_c~d!$&'()*+,;=:@e",
    '/%C3%A4/a%20b',
    '/a%3Fb%23c%3Bd',
    '/100%25',
    '/100%25x',
    '/?q=a|b{c}\\d"e',
    '/?next=/../x//y',
    '/?q=%2e%2e%2f',
  ])('gets in as it is: %s', (target) => {
    expect(originForm(target, HOST)).toBe(target);
  });

  it.each([
    ['http://shop.example:8080/stock?a=b', '/stock?a=b'],
    ['HTTP://SHOP.example:8080/stock', '/stock'],
    ['https://shop.example:8080', '/'],
    ['http://shop.example:8080?a=b', '/?a=b'],
  ])('gets in with the address of its host: %s', (target, origin) => {
    expect(originForm(target, HOST)).toBe(origin);
  });

  it.each([
    '',
    '*',
    'stock',
    'shop.example:8080',
    '//stock',
    '/stock//1',
    '/stock/1//',
    '/./stock',
    '/../stock',
    '/stock/.',
    '/stock/..',
    '/stock/../cart',
    '/stock/./1',
    '/stock/..;/1',
    '/stock/.;x=1/1',
    '/stock/..;',
    '/stock/%2e',
    '/stock/%2e%2e/cart',
    '/stock/.%2E/cart',
    '/stock%2f1',
    '/stock%2F..%2F1',
    '/stock/%5c1',
    '/stock\\1',
    '/stock/..\\1',
    '/%73tock',
    '/stock/%31',
    '/stock/%7e',
    '/stock/%5F',
    '/stock/%252e%252e',
    '/stock/%252fx',
    '/stock/%25%32%65',
    '/stock/%25252e',
    '/stock/%00',
    '/stock/%0d%0aX:1',
    '/stock/%1f',
    '/stock/%7f',
    '/stock/%c2%85',
    '/stock/%',
    '/stock/%2',
    '/stock/%zz',
    '/stock/%c0%ae',
    '/stock/%e0%80%af',
    '/stock/%ff',
    '/stock/%ed%a0%80',
    '/stock/%u002e',
    '/stock#x',
    '/stock?a#x',
    '/stock?a=%',
    '/stock?a=%ff',
    '/stock?a=b c',
    '/stock?a=\u00e4',
    '/stock/\u00e4',
    '/stock/a b',
    '/stock/a|b',
    '/stock/\u0001',
    '/stock/\t',
    'http://other.example/stock',
    'http://shop.example/stock',
    'http://user@shop.example:8080/stock',
    'http://shop.example:8080@other.example/stock',
    'http://shop.example:8080\\@other.example/stock',
    'http:/stock',
    'ftp://shop.example:8080/stock',
    'http://shop.example:8080/../stock',
  ])('does not get in: %s', (target) => {
    expect(originForm(target, HOST)).toBeUndefined();
  });

  it('does not name its host where none is said', () => {
    expect(originForm('http:///stock', undefined)).toBeUndefined();
    expect(originForm('http:///stock', '')).toBeUndefined();
  });
});

it('a host is a name or an address with a port', () => {
  expect(['a.example', 'A-b.example:80', '127.0.0.1:1', '[::1]:3000', 'localhost', 'x_y'].map(isHost)).not.toContain(
    false,
  );
  expect(
    ['', 'a b', 'a/b', 'a@b', 'a:b', 'a:123456', '[::1', 'a,b', 'a\\b', 'a?b', 'a#b', '"a"', 'ä'].map(isHost),
  ).not.toContain(true);
});
