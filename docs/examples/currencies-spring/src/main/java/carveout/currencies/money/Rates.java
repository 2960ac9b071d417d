package carveout.currencies.money;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What one euro buys: the rates of {@code modules/currencies/core/src/domain/rates.ts}. */
public final class Rates {
  private static final String PER_EURO =
      """
      AUD 1.77   BGN 1.9558 BRL 6.25  CAD 1.62   CHF 0.935 CNY 8.25  CZK 24.4
      DKK 7.465  EUR 1      GBP 0.87  HKD 9.05   HUF 388   IDR 19200 ILS 3.85
      INR 102.5  ISK 143    JPY 174   KRW 1630   MXN 21.6  MYR 4.9   NOK 11.7
      NZD 2.02   PHP 67.5   PLN 4.26  RON 5.08   SEK 11    SGD 1.51  THB 37.8
      TRY 48.6   USD 1.165  ZAR 20.3
      """;

  /** Unicode's table, by which pages print amounts, and not ISO 4217's, which is Java's: it knows no fillér and no sen. */
  private static final Set<String> WITHOUT_MINOR_UNIT = Set.of("HUF", "IDR", "ISK", "JPY", "KRW");

  private static final BigInteger UNIT = BigInteger.valueOf(1_000_000_000);
  private static final BigInteger HUNDREDTH = BigInteger.valueOf(10_000_000);
  private static final SortedMap<String, BigDecimal> RATES = new TreeMap<>();

  static {
    String[] words = PER_EURO.strip().split("\\s+");
    for (int at = 0; at < words.length; at += 2) RATES.put(words[at], new BigDecimal(words[at + 1]));
  }

  private Rates() {}

  /** The currencies that have a rate, in alphabetical order. */
  public static List<String> supported() {
    return List.copyOf(RATES.keySet());
  }

  /** The first of the currencies that has no rate. */
  public static Optional<String> firstUnknown(Stream<String> currencies) {
    return currencies.filter(currency -> !RATES.containsKey(currency)).findFirst();
  }

  static BigDecimal of(String currency) {
    return RATES.get(currency);
  }

  /** The smallest amount that is paid in a currency, in billionths of a unit. */
  static BigInteger minorUnit(String currency) {
    return WITHOUT_MINOR_UNIT.contains(currency) ? UNIT : HUNDREDTH;
  }
}
