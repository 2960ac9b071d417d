package carveout.currencies.door;

import carveout.currencies.core.Issue;
import carveout.currencies.core.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An error as it is told to the outside (RFC 9457). Nothing from inside is in it.
 *
 * @param more members beside those of the standard
 */
record Problem(int status, String type, String title, String detail, Map<String, Object> more) {
  private static final String URN = "urn:carveout:error:";

  static Problem ofKit(int status, String code, String title, String detail) {
    return new Problem(status, URN + code, title, detail, Map.of("code", code));
  }

  static Problem ofStatus(int status, String title, String detail) {
    return new Problem(status, "about:blank", title, detail, Map.of());
  }

  static Problem bodyRefused(int status, String detail) {
    return ofKit(status, "CARV-317", "The request body was refused", detail);
  }

  static Problem inputRefused(List<Issue> issues) {
    String detail = "The input was refused: see issues.";
    Map<String, Object> more = Map.of("code", "CARV-302", "issues", issues);
    return new Problem(400, URN + "CARV-302", "The input was refused", detail, more);
  }

  static Problem principalRefused() {
    String detail = "Who you are could not be told. Ask again.";
    return ofKit(401, "CARV-343", "The word on who makes the request does not hold", detail);
  }

  static Problem broken() {
    String detail = "Something broke inside. It has been logged under this request id.";
    return ofKit(500, "CARV-306", "The called module broke", detail);
  }

  /** How a call ended that gave no value. Operations here make no calls: other kinds do not occur. */
  static Problem of(String operation, Reply reply) {
    return switch (reply.kind()) {
      case INVALID -> inputRefused(reply.issues());
      case DECLARED -> declared(operation, reply);
      default -> broken();
    };
  }

  private static Problem declared(String operation, Reply reply) {
    // What the request names does not exist.
    int status = reply.code().startsWith("UNKNOWN_") ? 404 : 409;
    Map<String, Object> more = Map.of("code", reply.code(), "data", reply.data());
    String detail = operation + " answered " + reply.code() + ".";
    return new Problem(status, URN + operation + ":" + reply.code(), reply.code(), detail, more);
  }

  Map<String, Object> members(String requestId) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type);
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    members.putAll(more);
    members.put("requestId", requestId);
    return members;
  }
}
