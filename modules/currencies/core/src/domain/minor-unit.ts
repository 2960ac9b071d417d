const NANOS_PER_UNIT_DIGITS = 9;
const kept = new Map<string, bigint>();

/** The smallest amount that is paid in a currency, in billionths of a unit: a cent, a yen, a fils. */
export function minorUnit(currency: string): bigint {
  let nanos = kept.get(currency);
  if (nanos === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    // Pages print amounts by the same table, so that what they print adds up.
    nanos = 10n ** BigInt(NANOS_PER_UNIT_DIGITS - format.resolvedOptions().maximumFractionDigits!);
    kept.set(currency, nanos);
  }
  return nanos;
}
