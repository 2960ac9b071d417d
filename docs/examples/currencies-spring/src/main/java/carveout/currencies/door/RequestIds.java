package carveout.currencies.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;

/** The headers of every answer to the outside, with the id under which the log knows the request. */
public final class RequestIds {
  static final String HEADER = "X-Request-Id";

  private RequestIds() {}

  public static void begin(HttpServletRequest request, HttpServletResponse response) {
    String given = request.getHeader(HEADER);
    boolean wellFormed = given != null && given.matches("[\\x21-\\x7e]{1,128}");
    response.setHeader(HEADER, wellFormed ? given : UUID.randomUUID().toString());
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.setHeader("Cache-Control", "no-store");
  }
}
