package carveout.currencies.wire;

import static org.assertj.core.api.Assertions.assertThat;

import carveout.currencies.core.Absent;
import carveout.currencies.core.Issue;
import carveout.currencies.core.Kind;
import carveout.currencies.core.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  private static final String HEAD = "[\"supported\",\"i\",\"c\",\"orders\",9,null,\"k\",{\"id\":\"x\"},null";

  @Test
  void readsBothFormsOfACall() {
    assertThat(inputOf("]")).isEqualTo(Absent.ABSENT);
    assertThat(inputOf(",null]")).isNull();
    assertThat(inputOf(",7]")).isEqualTo(7);
    assertThat(inputOf(",null,1,2]")).isEqualTo(Absent.ABSENT);
    assertThat(inputOf(",null,1,3]")).isEqualTo(Absent.ABSENT);
    assertThat(inputOf(",null,1,1]")).isNull();
    assertThat(inputOf(",\"x\",1,0,\"of later on\"]")).isEqualTo("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "1", "{}", "[]", "[\"a\",\"b\",\"c\",\"d\"]", "[\"a\",\"b\",\"c\",\"d\",\"9\"]",
        "[\"a\",\"b\",null,\"d\",9]", "[\"a\",\"b\",\"c\",\"d\",9] []", "[\"a\",\"b\",\"c\",\"d\",NaN]"})
  void refusesWhatIsNoCall(String line) {
    assertThat(Call.read(line)).isEmpty();
  }

  @Test
  void writesAnswers() {
    assertThat(Answer.line(3, Reply.value("<&>"))).isEqualTo("[3,0,\"<&>\"]\n");
    assertThat(Answer.line(3, Reply.unknownCurrency("XXX")))
        .isEqualTo("[3,1,\"UNKNOWN_CURRENCY\",{\"currency\":\"XXX\"}]\n");
    Reply full = Reply.failure(Kind.NOT_SENT, "C", "m");
    assertThat(Answer.line(3, full)).isEqualTo("[3,4,\"C\",\"m\"]\n");
    assertThat(Answer.line(3, full.after(100))).isEqualTo("[3,4,\"C\",\"m\",null,{\"after\":100}]\n");
    assertThat(Answer.line(3, Reply.invalid(List.of(new Issue(List.of("a", 0), "x")))))
        .endsWith(",[{\"path\":[\"a\",0],\"message\":\"x\"}]]\n");
  }

  private static Object inputOf(String tail) {
    Call call = Call.read(HEAD + tail).orElseThrow();
    assertThat(call.operation()).isEqualTo("supported");
    assertThat(call.caller()).isEqualTo("orders");
    assertThat(call.deadline()).isEqualTo(9);
    return call.input();
  }
}
