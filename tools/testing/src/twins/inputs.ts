import fc from 'fast-check';

export interface Amount {
  readonly currency: string;
  readonly units: number;
  readonly nanos: number;
}

const MOST_UNITS = 100_000_000_000;
const MOST_NANOS = 999_999_999;
/** The same in every run. */
const SEED = 20_261_127;

const sizes = fc.oneof(
  fc.record({ units: fc.integer({ min: 0, max: MOST_UNITS }), nanos: fc.integer({ min: 0, max: MOST_NANOS }) }),
  // Prices, and what lies in the middle between two coins.
  fc.record({
    units: fc.integer({ min: 0, max: 500 }),
    nanos: fc.integer({ min: 0, max: 199 }).map((n) => n * 5_000_000),
  }),
  fc.constantFrom({ units: MOST_UNITS, nanos: MOST_NANOS }, { units: 0, nanos: 0 }, { units: 0, nanos: 1 }),
);

const signed = fc
  .tuple(sizes, fc.boolean())
  .map(([{ units, nanos }, negative]) => (negative ? { units: 0 - units, nanos: 0 - nanos } : { units, nanos }));

/** `perCurrency` amounts in each of the currencies, zero, the largest and halves among them. */
export function amountsIn(currencies: readonly string[], perCurrency: number): Amount[] {
  const samples = fc.sample(signed, { seed: SEED, numRuns: currencies.length * perCurrency });
  return samples.map((size, index) => ({ currency: currencies[index % currencies.length]!, ...size }));
}

const eur = { currency: 'EUR', units: 1, nanos: 0 };
const many = (count: number, amount: unknown): unknown[] => Array.from({ length: count }, () => amount);

/** Inputs that the contract refuses, as JSON texts, since not all can be written from a value. */
export const refusedInputs: readonly (readonly [operation: string, input: string])[] = [
  ...['null', '1', '"x"', 'true', '[]', '{}', '{"from":null,"to":3}', '{"from":[],"to":["EUR"]}'].map(
    (input) => ['convert', input] as const,
  ),
  ...[
    { ...eur, currency: 'usd' },
    { ...eur, currency: 'EUR\n' },
    { ...eur, currency: '€UR' },
    { ...eur, currency: 1 },
    { ...eur, units: 0.5, nanos: 1e9 },
    { ...eur, units: '1' },
    { ...eur, units: null },
    { ...eur, units: 2 ** 53 },
    { ...eur, units: MOST_UNITS + 1 },
    { ...eur, units: -MOST_UNITS - 1, nanos: 1 },
    { ...eur, nanos: -1 },
    { ...eur, nanos: MOST_NANOS + 1 },
    { currency: 'x', units: 2e11, nanos: -1.5 },
    { currency: 'x', units: 2 ** 60, nanos: -(2 ** 60) },
    { units: 1 },
  ].map((from) => ['convert', JSON.stringify({ from, to: 'EUR' })] as const),
  ['convert', '{"from":{"currency":"EUR","units":1e400,"nanos":-1e400},"to":"EURO"}'],
  ['convert', '{"from":{"currency":"EUR","units":123456789012345678901234567890,"nanos":0},"to":"EUR"}'],
  ['convertAll', '{"amounts":1,"to":"E"}'],
  ['convertAll', JSON.stringify({ amounts: [eur, 1, { ...eur, units: 2e11 }], to: 'EUR' })],
  ['convertAll', JSON.stringify({ amounts: many(1001, eur), to: 'EUR' })],
  ['convertAll', JSON.stringify({ amounts: many(1001, { ...eur, nanos: -1 }), to: 'E' })],
  ['supported', 'null'],
  ['supported', '[]'],
];

/** Texts of numbers and objects that are good, though nobody writes them so. */
export const unusualInputs: readonly string[] = [
  '{"from":{"currency":"EUR","units":1e2,"nanos":0.0},"to":"USD"}',
  '{"from":{"currency":"EUR","units":100.0,"nanos":-0},"to":"USD"}',
  '{"from":{"currency":"EUR","units":-0,"nanos":-500000000},"to":"USD"}',
  '{"from":{"currency":"EUR","units":100000000000.000000001,"nanos":0},"to":"USD"}',
  '{"from":{"currency":"XXX","units":1,"nanos":0},"from":{"currency":"EUR","units":1,"nanos":0},"to":"USD"}',
  '{ "to" : "\\u0055SD", "from" : { "nanos" : 0 , "units" : 7 , "currency" : "EUR", "more": {"a":[1]} }, "__proto__": 1 }',
];
