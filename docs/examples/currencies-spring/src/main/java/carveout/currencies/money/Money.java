package carveout.currencies.money;

import java.math.BigInteger;

/** An exact amount: whole units plus billionths of one, both of the same sign. */
public record Money(String currency, long units, long nanos) {
  private static final BigInteger NANOS_PER_UNIT = BigInteger.valueOf(1_000_000_000);

  BigInteger inNanos() {
    return BigInteger.valueOf(units).multiply(NANOS_PER_UNIT).add(BigInteger.valueOf(nanos));
  }

  static Money ofNanos(String currency, BigInteger nanos) {
    BigInteger[] parts = nanos.divideAndRemainder(NANOS_PER_UNIT);
    return new Money(currency, parts[0].longValueExact(), parts[1].longValueExact());
  }
}
