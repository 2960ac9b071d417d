package carveout.currencies.admin;

import carveout.currencies.life.Counts;
import carveout.currencies.life.Health;
import carveout.currencies.life.State;
import carveout.currencies.wire.Json;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** Health in detail, and metrics (text format 0.0.4 of Prometheus), on loopback. */
public class AdminHandler {
  private static final Set<String> ASKED = Set.of("GET", "HEAD");
  private final State state;
  private final Counts counts;

  public AdminHandler(State state, Counts counts) {
    this.state = state;
    this.counts = counts;
  }

  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    switch (request.getRequestURI()) {
      case "/health/live" -> Health.tell(request, response, true);
      case "/health/ready" -> Health.tell(request, response, state.ready());
      case "/health" -> tell(request, response, "application/json", health());
      case "/metrics" -> tell(request, response, "text/plain; version=0.0.4; charset=utf-8", metrics());
      default -> response.setStatus(404);
    }
  }

  private static String health() {
    // The Eureka client says in the log when its registry is away; calls do not depend on it.
    return Json.write(Map.of("ok", true, "modules", Map.of("currencies", "ok")));
  }

  private String metrics() {
    return """
        # HELP carveout_ready Whether the process takes requests.
        # TYPE carveout_ready gauge
        carveout_ready %d
        """
            .formatted(state.ready() ? 1 : 0)
        + counts.text();
  }

  private static void tell(HttpServletRequest request, HttpServletResponse response, String type, String text)
      throws IOException {
    if (!ASKED.contains(request.getMethod())) {
      response.setHeader("Allow", "GET, HEAD");
      response.setStatus(405);
      return;
    }
    response.setHeader("Content-Type", type);
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
