import { startScenario, type Scenario } from '@carveout/testing/scenario';
import { currencies } from '@shop/currencies';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import assembled from './index.ts';

describe('currencies', () => {
  let scenario: Scenario<typeof currencies>;
  beforeAll(async () => {
    scenario = await startScenario(currencies, assembled);
  });
  afterAll(() => scenario.stop());

  const eur = { currency: 'EUR', units: 10, nanos: 0 };

  it('names what it deals in, in order', async () => {
    const { currencies: codes } = await scenario.calls.supported({});
    expect(codes).toEqual([...codes].sort());
    expect(codes).toEqual(expect.arrayContaining(['EUR', 'USD', 'JPY', 'CAD', 'GBP', 'TRY']));
  });

  it('converts one amount, and a page of them in their order', async () => {
    const usd = { currency: 'USD', units: 11, nanos: 650_000_000 };
    await expect(scenario.calls.convert({ from: eur, to: 'USD' })).resolves.toEqual(usd);
    await expect(scenario.calls.convertAll({ amounts: [usd, eur, usd], to: 'EUR' })).resolves.toEqual({
      amounts: [eur, eur, eur],
    });
    await expect(scenario.calls.convertAll({ amounts: [], to: 'EUR' })).resolves.toEqual({ amounts: [] });
  });

  it('names the currency that it does not know, on either side', async () => {
    const unknown = { code: 'UNKNOWN_CURRENCY', data: { currency: 'XXX' } };
    await expect(scenario.calls.convert({ from: eur, to: 'XXX' })).rejects.toMatchObject(unknown);
    await expect(scenario.calls.convert({ from: { ...eur, currency: 'XXX' }, to: 'EUR' })).rejects.toMatchObject(
      unknown,
    );
    const amounts = [eur, { ...eur, currency: 'XXX' }];
    await expect(scenario.calls.convertAll({ amounts, to: 'EUR' })).rejects.toMatchObject(unknown);
  });

  it('refuses an amount that no Money could hold in every currency, and says where', async () => {
    const from = { ...eur, units: 100_000_000_001 };
    await expect(scenario.calls.convert({ from, to: 'IDR' })).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ path: ['from', 'units'] }],
    });
  });
});
