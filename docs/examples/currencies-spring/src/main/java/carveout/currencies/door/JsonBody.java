package carveout.currencies.door;

import carveout.currencies.core.Absent;
import carveout.currencies.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import tools.jackson.core.JacksonException;

/** Reads the JSON body of a request. */
final class JsonBody {
  private static final int MOST_BYTES = 65_536;

  private JsonBody() {}

  /** ABSENT where there is none. */
  static Object read(HttpServletRequest request) throws IOException {
    if (request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null) return Absent.ABSENT;
    if (!isJson(request.getContentType())) throw refused(415, "Send the body as application/json.");
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity"))
      throw refused(415, "Send the body without Content-Encoding.");
    byte[] bytes = request.getInputStream().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) throw refused(413, "The body is larger than this door takes.");
    Object body = parsed(new String(bytes, StandardCharsets.UTF_8));
    if (body instanceof Map || body instanceof List) return body;
    throw malformed();
  }

  private static Object parsed(String text) {
    try {
      return Json.read(text);
    } catch (JacksonException unreadable) {
      throw malformed();
    }
  }

  private static boolean isJson(String type) {
    try {
      String subtype = type == null ? "" : MediaType.parseMediaType(type).getSubtype();
      return subtype.equals("json") || subtype.endsWith("+json");
    } catch (InvalidMediaTypeException none) {
      return false;
    }
  }

  private static Refused malformed() {
    return refused(400, "The body is not a well-formed JSON object. Check its quotes, commas and brackets.");
  }

  private static Refused refused(int status, String detail) {
    return new Refused(Problem.bodyRefused(status, detail));
  }
}
