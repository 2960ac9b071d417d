package carveout.currencies.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Amounts in another currency. There is no float anywhere. */
public final class Conversion {
  private Conversion() {}

  /**
   * Rounded once to what can be paid in it, halves to even; in its own currency an amount stays what it is. Both
   * currencies have a rate: see {@link Rates#firstUnknown}.
   */
  public static Money convert(Money from, String to) {
    if (from.currency().equals(to)) return Money.ofNanos(to, from.inNanos());
    BigInteger minor = Rates.minorUnit(to);
    BigDecimal dividend = new BigDecimal(from.inNanos()).multiply(Rates.of(to));
    BigDecimal divisor = Rates.of(from.currency()).multiply(new BigDecimal(minor));
    BigInteger payable = dividend.divide(divisor, 0, RoundingMode.HALF_EVEN).toBigIntegerExact();
    return Money.ofNanos(to, payable.multiply(minor));
  }
}
