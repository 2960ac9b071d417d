import type { Sent } from '../exchange.ts';

export interface Refused {
  readonly what: string;
  readonly sends: Sent;
  readonly status: number;
}

const json = (path: string, bytes: number, headers: Readonly<Record<string, string>> = {}): Sent => ({
  method: 'POST',
  path,
  headers: { 'content-type': 'application/json', ...headers },
  body: `"${'x'.repeat(bytes - 2)}"`,
});
const chunked = { 'transfer-encoding': 'chunked' };

/** What every way into the shop has to refuse, with the status that a visitor with a session is told. */
export const refused: readonly Refused[] = [
  { what: 'dots that lead to what operators see', sends: { path: '/api/products/../stock' }, status: 400 },
  { what: 'escaped dots', sends: { path: '/api/products/%2e%2e/stock' }, status: 400 },
  { what: 'dots with parameters', sends: { path: '/api/products/..;a=b/stock' }, status: 400 },
  { what: 'an escaped slash', sends: { path: '/api%2fstock' }, status: 400 },
  { what: 'a backslash', sends: { path: '/api\\stock' }, status: 400 },
  { what: 'an escaped letter', sends: { path: '/api/%73tock' }, status: 400 },
  { what: 'an escape of an escape', sends: { path: '/api/%2573tock' }, status: 400 },
  { what: 'two slashes', sends: { path: '//api/stock' }, status: 400 },
  { what: 'an escaped NUL', sends: { path: '/api/stock%00' }, status: 400 },
  { what: 'another host in the target', sends: { path: 'http://elsewhere/api/stock' }, status: 400 },
  { what: 'other letters', sends: { path: '/API/stock' }, status: 404 },
  { what: "the place of nginx's route", sends: { path: '/.route/inventory.levels' }, status: 404 },
  { what: 'the place that asks who somebody is', sends: { path: '/.identity' }, status: 404 },
  { what: 'the identity endpoint', sends: { path: '/identity' }, status: 404 },
  { what: 'a place of problems', sends: { path: '/.problem/503' }, status: 404 },
  { what: 'metrics', sends: { path: '/metrics' }, status: 404 },
  { what: 'another method', sends: { method: 'DELETE', path: '/api/stock' }, status: 405 },
  {
    what: 'another protocol',
    sends: { path: '/', headers: { connection: 'upgrade', upgrade: 'websocket' } },
    status: 501,
  },
  { what: 'a body over the limit of its route', sends: json('/api/cards', 4_097), status: 413 },
  { what: 'the same in pieces', sends: json('/api/cards', 4_097, chunked), status: 413 },
  { what: 'a body over the limit of all', sends: json('/api/orders', 65_537), status: 413 },
  { what: 'much more in pieces', sends: json('/cart', 1_000_000, chunked), status: 413 },
];
