import { expect, it } from 'vitest';
import { z } from 'zod';
import { buyChange } from '../contract-change.fixture.ts';

const http = 'POST /buy';

it('clients keep their address', () => {
  expect(buyChange({}, { http })).toEqual([]);
  expect(buyChange({ http }, { http: 'POST /purchase' })).toEqual(['buy.http: POST /buy became POST /purchase']);
  expect(buyChange({ http }, {})).toEqual(['buy.http: POST /buy became none']);
});

it('and are let in as before', () => {
  expect(buyChange({ http }, { http, access: 'clerk' })).toEqual([]);
  expect(buyChange({ http, access: 'clerk' }, { http, access: ['boss', 'clerk'] })).toEqual([]);
  expect(buyChange({ http, access: 'clerk' }, { http, access: 'public' })).toEqual([]);
  expect(buyChange({ http, access: 'public' }, { http, access: 'clerk' })).toEqual([
    'buy.access: public is no longer let in',
  ]);
  const owner = { byInput: () => 'someone' };
  expect(buyChange({ http, access: ['clerk', owner] }, { http })).toEqual([
    'buy.access: owner:input is no longer let in',
    'buy.access: role:clerk is no longer let in',
  ]);
});

it('access does not matter to what no door serves', () => {
  expect(buyChange({ access: 'public' }, { access: 'clerk' })).toEqual([]);
});

it('a repeat stays harmless, and time limits are free', () => {
  expect(buyChange({ idempotent: true }, { idempotent: false })).toEqual(['buy.idempotent: true became false']);
  expect(buyChange({ idempotent: false, timeout: 10 }, { idempotent: true, timeout: 20 })).toEqual([]);
  expect(buyChange({ input: z.object({}) }, { input: z.object({}) })).toEqual([]);
});
