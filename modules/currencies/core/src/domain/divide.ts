/** `dividend / divisor` as a whole number, halves to the even one, so that many roundings do not drift one way. */
export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  if (divisor <= 0n) throw new RangeError(`divisor must be above 0, not ${divisor}`);
  const negative = dividend < 0n;
  const size = negative ? -dividend : dividend;
  const floor = size / divisor;
  const twiceRest = (size % divisor) * 2n;
  const up = twiceRest > divisor || (twiceRest === divisor && floor % 2n === 1n);
  const result = up ? floor + 1n : floor;
  return negative ? -result : result;
}
