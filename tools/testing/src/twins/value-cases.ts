import { expect, it } from 'vitest';
import { call, lineOf } from './calls.ts';
import type { Told } from './calls.ts';
import { amountsIn, refusedInputs, unusualInputs } from './inputs.ts';
import type { Program } from './program.ts';

/** Texts that the contract itself gives; others are its checker's own, and each language may have its own. */
const OF_THE_CONTRACT = /^must /;
const PER_CURRENCY = 30;

interface Issue {
  readonly path: readonly unknown[];
  readonly message: string;
}

/** What a twin and the TypeScript core must answer alike. */
export function valueCases(twin: () => Program, core: () => Program): void {
  const both = async (lines: readonly string[]): Promise<[Told[], Told[]]> =>
    Promise.all([call(twin(), lines), call(core(), lines)]);

  it('names the same currencies', async () => {
    const [ofTwin, ofCore] = await both([lineOf('supported', {}), lineOf('supported', { more: 1 })]);
    expect(ofTwin).toEqual(ofCore);
    expect(ofCore[0]![0]).toBe(0);
  });

  it('converts amounts between every two currencies to the same result, to the last billionth', async () => {
    const currencies = await supported(core());
    const amounts = amountsIn(currencies, PER_CURRENCY);
    const [ofTwin, ofCore] = await both(currencies.map((to) => lineOf('convertAll', { amounts, to })));
    for (const [index, told] of ofCore.entries()) {
      expect(told[0]).toBe(0);
      expect(ofTwin[index]).toEqual(told);
    }
  });

  it('converts one amount as it converts many', async () => {
    const currencies = await supported(core());
    const lines = currencies.map((to, index) => {
      const [from] = amountsIn([currencies[(index * 7 + 3) % currencies.length]!], 1);
      return lineOf('convert', { from, to });
    });
    const [ofTwin, ofCore] = await both(lines);
    expect(ofTwin).toEqual(ofCore);
  });

  it('reads JSON alike: numbers however they are written, the last of two names, escapes, fields it does not know', async () => {
    const [ofTwin, ofCore] = await both(unusualInputs.map((input) => lineOf('convert', undefined, { tail: [input] })));
    expect(ofCore.map(([kind]) => kind)).toEqual(ofCore.map(() => 0));
    expect(ofTwin).toEqual(ofCore);
  });

  it('names the same unknown currency first', async () => {
    const eur = { currency: 'EUR', units: 1, nanos: 0 };
    const [xau, xxx] = ['XAU', 'XXX'].map((currency) => ({ ...eur, currency }));
    const [ofTwin, ofCore] = await both([
      lineOf('convert', { from: xau, to: 'XXX' }),
      lineOf('convert', { from: eur, to: 'XXX' }),
      lineOf('convertAll', { amounts: [eur, xau, xxx], to: 'EUR' }),
      lineOf('convertAll', { amounts: [xau], to: 'XXX' }),
    ]);
    expect(ofTwin).toEqual(ofCore);
    expect(ofCore[3]).toEqual([1, 'UNKNOWN_CURRENCY', { currency: 'XXX' }]);
  });

  it('refuses the same inputs, and says where', async () => {
    const [ofTwin, ofCore] = await both(
      refusedInputs.map(([name, input]) => lineOf(name, undefined, { tail: [input] })),
    );
    for (const [index, [kind, code, , issues]] of ofCore.entries()) {
      const input = refusedInputs[index]![1].slice(0, 200);
      expect([kind, code], input).toEqual([2, 'CARV-302']);
      expect(ofTwin[index]!.slice(0, 2), input).toEqual([kind, code]);
      expect(comparable(ofTwin[index]![3]), input).toEqual(comparable(issues));
    }
  });
}

async function supported(program: Program): Promise<readonly string[]> {
  const [told] = await call(program, [lineOf('supported', {})]);
  return (told![1] as { readonly currencies: readonly string[] }).currencies;
}

function comparable(issues: unknown): unknown {
  return (issues as readonly Issue[]).map(({ path, message }) =>
    OF_THE_CONTRACT.test(message) ? { path, message } : { path, isText: message.length > 0 },
  );
}
