package carveout.currencies.life;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** Answers questions of health by their status alone: 200 or 503. */
public final class Health {
  private static final Set<String> ASKED = Set.of("GET", "HEAD");

  private Health() {}

  public static void tell(HttpServletRequest request, HttpServletResponse response, boolean good) {
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(0);
    if (ASKED.contains(request.getMethod())) response.setStatus(good ? 200 : 503);
    else {
      response.setHeader("Allow", "GET, HEAD");
      response.setStatus(405);
    }
  }
}
