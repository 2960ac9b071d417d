package carveout.currencies.money;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConversionTest {
  @Test
  void convertsAtTheRateAndRoundsToWhatCanBePaid() {
    assertThat(convert("EUR", 100, 0, "USD")).isEqualTo(new Money("USD", 116, 500_000_000));
    assertThat(convert("USD", 19, 990_000_000, "JPY")).isEqualTo(new Money("JPY", 2986, 0));
    assertThat(convert("USD", -19, -990_000_000, "JPY")).isEqualTo(new Money("JPY", -2986, 0));
    assertThat(convert("EUR", 100_000_000_000L, 999_999_999, "IDR"))
        .isEqualTo(new Money("IDR", 1_920_000_000_019_200L, 0));
    assertThat(convert("EUR", 1, 1, "EUR")).isEqualTo(new Money("EUR", 1, 1));
  }

  @Test
  void roundsHalvesToTheEvenCoin() {
    // At 11 SEK to the euro these are 5.5 and 16.5 öre.
    assertThat(convert("EUR", 0, 5_000_000, "SEK")).isEqualTo(new Money("SEK", 0, 60_000_000));
    assertThat(convert("EUR", 0, 15_000_000, "SEK")).isEqualTo(new Money("SEK", 0, 160_000_000));
    assertThat(convert("EUR", 0, -5_000_000, "SEK")).isEqualTo(new Money("SEK", 0, -60_000_000));
  }

  @Test
  void givesUnitsAndNanosOfOneSignForEveryPair() {
    Random chance = new Random(1);
    for (String from : Rates.supported())
      for (String to : Rates.supported()) {
        long sign = chance.nextBoolean() ? 1 : -1;
        Money got = convert(from, sign * chance.nextLong(100_000_000_001L), sign * chance.nextLong(1_000_000_000), to);
        assertThat(got.units() * sign).isNotNegative().isLessThan(1L << 53);
        assertThat(got.nanos() * sign).isNotNegative();
      }
  }

  @Test
  void namesTheFirstThatIsUnknown() {
    assertThat(Rates.firstUnknown(Stream.of("EUR", "XAU", "XXX"))).contains("XAU");
    assertThat(Rates.firstUnknown(Rates.supported().stream())).isEmpty();
  }

  private static Money convert(String from, long units, long nanos, String to) {
    return Conversion.convert(new Money(from, units, nanos), to);
  }
}
