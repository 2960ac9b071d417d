package carveout.currencies.core;

import java.util.List;
import java.util.Map;

/**
 * How a call ended.
 *
 * @param data the value, or what goes with a declared error
 * @param code of all but values: a declared error's own, or CARV-xxx
 * @param issues of a refused input, otherwise null
 * @param afterMs for so long the host asks to be left alone; 0 for nothing said
 */
public record Reply(Kind kind, Object data, String code, String message, List<Issue> issues, int afterMs) {
  public static Reply value(Object value) {
    return new Reply(Kind.VALUE, value, null, null, null, 0);
  }

  public static Reply unknownCurrency(String currency) {
    return new Reply(Kind.DECLARED, Map.of("currency", currency), "UNKNOWN_CURRENCY", null, null, 0);
  }

  public static Reply invalid(List<Issue> issues) {
    return new Reply(Kind.INVALID, null, "CARV-302", "the input does not match the contract", issues, 0);
  }

  public static Reply failure(Kind kind, String code, String message) {
    return new Reply(kind, null, code, message, null, 0);
  }

  /** Of a call that broke: what is known more is in the log. */
  public static Reply fault() {
    return failure(Kind.FAULT, "CARV-306", "the module broke while handling it; its log has the details");
  }

  public Reply after(int ms) {
    return new Reply(kind, data, code, message, issues, ms);
  }
}
