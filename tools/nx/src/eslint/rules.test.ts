import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { carveoutRules } from './index.ts';

const workspace = '/workspace';

/** The messages of the kit's own rules for a file of a workspace. */
function lint(file: string, code: string): string[] {
  const linter = new Linter({ cwd: workspace });
  const config: Linter.Config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    plugins: { carveout: carveoutRules },
    rules: {
      'carveout/domain-is-pure': ['error', { allow: ['^@shop/[a-z-]+$', '^zod$'] }],
      'carveout/literal-imports': 'error',
      'carveout/no-call-in-transaction': 'error',
      'carveout/no-inside-of-others': 'error',
      'carveout/no-tests-in-production': 'error',
    },
  };
  return linter.verify(code, [config], `${workspace}/${file}`).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

const domain = 'modules/orders/core/src/domain/order.ts';
const handler = 'modules/orders/core/src/handlers/cancel.ts';

describe('the domain is pure', () => {
  it.each([
    ["import { defineModule } from '@carveout/runtime';"],
    ["import type { Calls } from '@carveout/runtime';"],
    ["import { defineEntity } from '@mikro-orm/core';"],
    ["import { readFileSync } from 'node:fs';"],
    ["import { readFileSync } from 'fs';"],
    ["import Koa from 'koa';"],
    ["import { OrderEntity } from '../persistence/order.ts';"],
    ["export { place } from '../handlers/place.ts';"],
    ["const fs = await import('node:fs');"],
    ["const fs = require('node:fs');"],
    ["import inside from '@shop/payments/src/inside.ts';"],
  ])('%s is refused', (code) => {
    expect(lint(domain, code)).toEqual([expect.stringMatching(/^carveout\/domain-is-pure: The domain imports/)]);
  });

  it.each([
    ["import { total } from './total.ts';"],
    ["import { add } from './money/add.ts';"],
    ["import type { Money } from '@shop/currencies';"],
    ["import { z } from 'zod';"],
  ])('%s is allowed', (code) => {
    expect(lint(domain, code)).toEqual([]);
  });

  it.each(['const fs = await import(`node:fs`);', 'const fs = require(`node:fs`);'])('%s is refused', (code) => {
    expect(lint(domain, code)).toContainEqual(expect.stringMatching(/^carveout\/domain-is-pure: The domain imports/));
  });

  it('says nothing outside the domain, or of its tests', () => {
    expect(lint(handler, "import { defineEntity } from '@mikro-orm/core';")).toEqual([]);
    expect(lint('modules/orders/core/src/domain/order.test.ts', "import { it } from 'vitest';")).toEqual([]);
  });
});

describe('no call in a transaction', () => {
  it.each([
    ['await transaction(async () => calls.shipping.track({ orderId }));'],
    ['await transaction(async ({ em }) => { const x = await calls.shipping.track({ orderId }); em.persist(x); });'],
    ['context.transaction(async () => { await context.calls.shipping.track({ orderId }); });'],
    ['await transaction(async function () { if (late) for (const one of all) await calls.stock.reserve(one); });'],
    ['transaction(() => Promise.all(all.map((one) => calls.stock.reserve(one))));'],
    ["transaction(async () => calls.shipping['track']({ orderId }));"],
    ['await transaction(async () => calls.shipping?.track({ orderId }));'],
  ])('%s is refused', (code) => {
    expect(lint(handler, `async (all) => { ${code} }`)).toEqual([
      expect.stringMatching(/^carveout\/no-call-in-transaction: '(context\.)?calls\./),
    ]);
  });

  it.each([
    ['const parcel = await calls.shipping.track({ orderId }); return transaction(async ({ em }) => em.save(parcel));'],
    ['await transaction(async ({ em }) => em.find(Order)); await calls.shipping.track({ orderId });'],
    ['other(async () => calls.shipping.track({ orderId }));'],
    ['transaction(await calls.shipping.prepare());'],
    ['await transaction(async () => recorded.calls());'],
  ])('%s is allowed', (code) => {
    expect(lint(handler, `async () => { ${code} }`)).toEqual([]);
  });
});

describe('no relative import leaves its package', () => {
  it.each([
    [handler, "import { charge } from '../../../../payments/core/src/handlers/charge.ts';"],
    [handler, "import { orders } from '../../../contract/src/index.ts';"],
    ['tools/cli/src/up.ts', "export * from '../../runtime/src/index.ts';"],
  ])('%s: %s is refused', (file, code) => {
    expect(lint(file, code)).toEqual([expect.stringContaining('carveout/no-inside-of-others')]);
  });

  it('nor one in a template', () => {
    const code = 'export const later = () => import(`../../../../payments/core/src/index.ts`);';
    expect(lint(handler, code)).toContainEqual(expect.stringContaining('carveout/no-inside-of-others'));
  });

  it('and those within it are allowed', () => {
    expect(lint(handler, "import { Order } from '../domain/order.ts';")).toEqual([]);
  });
});

describe('an import on demand names a string literal', () => {
  it.each([
    ['export const later = () => import(`@shop/payments-core`);'],
    ['export const later = (name) => import(`@shop/${name}`);'],
    ['export const later = (name) => import(name);'],
    ["export const later = () => import('@shop/' + 'payments-core');"],
    ['export const later = (name) => require(name);'],
  ])('%s is refused', (code) => {
    expect(lint(handler, code)).toEqual([expect.stringContaining('carveout/literal-imports')]);
  });

  it('and with one it is allowed', () => {
    expect(lint(handler, "export const later = () => import('../domain/order.ts');")).toEqual([]);
  });
});

describe('only tests import what belongs to tests', () => {
  it.each([
    ["import { neighbourhood } from '../testing/neighbourhood.ts';"],
    ["export * from './testing/neighbourhood.ts';"],
    ["export { CASES } from './cancel.int.test.ts';"],
    ["export const later = () => import('../testing/neighbourhood.ts');"],
    ["import type { Neighbourhood } from '../testing/neighbourhood.ts';"],
  ])('%s is refused', (code) => {
    expect(lint(handler, code)).toEqual([expect.stringContaining('carveout/no-tests-in-production')]);
  });

  it.each([["import '../testing.ts';"], ["import './contest.ts';"], ["import 'node:test';"]])(
    '%s is allowed',
    (code) => {
      expect(lint(handler, code)).toEqual([]);
    },
  );
});
