export type AcceptedBrand = 'visa' | 'mastercard';
export type CardBrand = AcceptedBrand | 'amex' | 'discover' | 'diners' | 'jcb' | 'unknown';

interface BrandRule {
  readonly brand: CardBrand;
  /** Inclusive ranges of the leading digits; both ends have the same length. */
  readonly leading: readonly (readonly [from: string, to: string])[];
  readonly lengths: readonly number[];
}

const RULES: readonly BrandRule[] = [
  { brand: 'visa', leading: [['4', '4']], lengths: [13, 16, 19] },
  {
    brand: 'mastercard',
    leading: [
      ['51', '55'],
      ['2221', '2720'],
    ],
    lengths: [16],
  },
  {
    brand: 'amex',
    leading: [
      ['34', '34'],
      ['37', '37'],
    ],
    lengths: [15],
  },
  {
    brand: 'discover',
    leading: [
      ['6011', '6011'],
      ['644', '649'],
      ['65', '65'],
    ],
    lengths: [16, 17, 18, 19],
  },
  {
    brand: 'diners',
    leading: [
      ['300', '305'],
      ['36', '36'],
      ['38', '39'],
    ],
    lengths: [14, 15, 16, 17, 18, 19],
  },
  { brand: 'jcb', leading: [['3528', '3589']], lengths: [16, 17, 18, 19] },
];

/** The brand that a number's leading digits and length belong to. */
export function brandOf(digits: string): CardBrand {
  const rule = RULES.find(
    ({ leading, lengths }) =>
      lengths.includes(digits.length) &&
      leading.some(([from, to]) => {
        const start = digits.slice(0, from.length);
        return start >= from && start <= to;
      }),
  );
  return rule?.brand ?? 'unknown';
}

/** The shop takes Visa and Mastercard. */
export function isAccepted(brand: CardBrand): brand is AcceptedBrand {
  return brand === 'visa' || brand === 'mastercard';
}
