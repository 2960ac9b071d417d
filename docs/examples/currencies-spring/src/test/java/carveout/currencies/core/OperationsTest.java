package carveout.currencies.core;

import static org.assertj.core.api.Assertions.assertThat;

import carveout.currencies.wire.Json;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationsTest {
  private final Operations operations = new Operations();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | []",
        "{} | from, to",
        "{\"from\":{\"currency\":\"usd\",\"units\":1,\"nanos\":0},\"to\":\"EUR\"} | from.currency",
        "{\"from\":{\"currency\":\"USD\",\"units\":1.5,\"nanos\":0},\"to\":\"EUR\"} | from.units",
        "{\"from\":{\"currency\":\"USD\",\"units\":1,\"nanos\":-1},\"to\":\"EUR\"} | from.nanos",
        "{\"from\":{\"currency\":\"USD\",\"units\":9007199254740992,\"nanos\":0},\"to\":\"EUR\"} | from.units, from.units",
        "{\"from\":{\"currency\":\"USD\",\"units\":1e400,\"nanos\":1000000000},\"to\":\"EURO\"} | from.units, from.nanos, to",
      })
  void refusesWhatTheContractRefusesAndSaysWhere(String input, String paths) {
    Reply reply = operations.answer("convert", "orders", Json.read(input));
    assertThat(reply.kind()).isEqualTo(Kind.INVALID);
    List<String> found =
        reply.issues().stream().map(issue -> String.join(".", issue.path().stream().map(String::valueOf).toList())).toList();
    assertThat(String.join(", ", found)).isEqualTo(paths.equals("[]") ? "" : paths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "100.0", "1e2", "1000E-1"})
  void takesNumbersForWhatTheyAreHoweverTheyAreWritten(String units) {
    String input = "{\"from\":{\"currency\":\"USD\",\"units\":%s,\"nanos\":-0,\"more\":1},\"to\":\"EUR\"}";
    Reply reply = operations.answer("convert", "orders", Json.read(input.formatted(units)));
    assertThat(Json.write(reply.data())).isEqualTo("{\"currency\":\"EUR\",\"units\":85,\"nanos\":840000000}");
  }

  @Test
  void tellsAtMostTwentyIssues() {
    assertThat(issuesOfWrongAmounts(30)).hasSize(20);
    assertThat(issuesOfWrongAmounts(1001)).extracting(Issue::path).containsExactly(List.of("amounts"));
  }

  @Test
  void namesTheUnknownCurrencyAndLetsNobodyOutsideConvertAll() {
    Map<String, Object> xau = Map.of("currency", "XAU", "units", 1, "nanos", 0);
    Map<String, Object> input = Map.of("amounts", List.of(xau), "to", "XXX");
    assertThat(operations.answer("convertAll", "orders", input)).isEqualTo(Reply.unknownCurrency("XXX"));
    assertThat(operations.answer("convertAll", Operations.DOOR, input).kind()).isEqualTo(Kind.DENIED);
  }

  private List<Issue> issuesOfWrongAmounts(int count) {
    Map<String, Object> input = Map.of("amounts", Collections.nCopies(count, 1), "to", "EUR");
    return operations.answer("convertAll", "orders", input).issues();
  }
}
