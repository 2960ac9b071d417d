package carveout.currencies.link;

import carveout.currencies.life.Health;
import carveout.currencies.life.State;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** The host's side of the HTTP link, at a port of its own: takes batches of calls, and streams their answers. */
public class LinkHandler {
  static final String CALLS_CONTENT = "application/vnd.carveout.calls.1+x-ndjson";
  private static final String CALLS_PATH = "/calls/";
  private static final String MODULE = "currencies";
  private static final String SCHEME = "bearer ";

  /** A call of 8 MiB may travel alone, with its end of line; all others in batches of up to 64 KiB. */
  public static final int MOST_BYTES = 8 * 1024 * 1024 + 64 * 1024;

  private static final int MOST_CALLS = 64;

  private final Runner runner;
  private final Batches batches;
  private final State state;
  private final byte[] secret;

  /** @param secret by what deployables know each other; empty for none */
  public LinkHandler(Runner runner, Batches batches, State state, String secret) {
    this.runner = runner;
    this.batches = batches;
    this.state = state;
    this.secret = secret.getBytes(StandardCharsets.UTF_8);
  }

  public void handle(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (request.getRequestURI().equals("/health/ready")) {
      Health.tell(request, response, state.ready() && !state.stopping());
      return;
    }
    Refusal refusal = refusalOf(request);
    if (refusal != null) {
      refusal.tell(response);
      return;
    }
    byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
    String text = new String(body, StandardCharsets.UTF_8);
    refusal = refusalOf(body.length, text);
    if (refusal != null) {
      refusal.tell(response);
      return;
    }
    // Each line ends with a newline, and nothing follows the last.
    batches.answer(List.of(text.substring(0, text.length() - 1).split("\n", -1)), response);
  }

  /** What can be said before the body is read; null where nothing speaks against it. */
  private Refusal refusalOf(HttpServletRequest request) {
    String path = request.getRequestURI();
    if (!path.startsWith(CALLS_PATH)) return Refusal.NO_SUCH_MODULE;
    if (!authorized(request.getHeader("Authorization"))) return Refusal.UNAUTHORIZED;
    if (!request.getMethod().equals("POST")) return Refusal.WRONG_METHOD;
    if (state.stopping()) return Refusal.STOPPING;
    if (!path.equals(CALLS_PATH + MODULE) || request.getQueryString() != null) return Refusal.NO_SUCH_MODULE;
    if (!CALLS_CONTENT.equals(request.getHeader("Content-Type")) || request.getHeader("Content-Encoding") != null)
      return Refusal.FOREIGN_TYPE;
    if (request.getContentLengthLong() > MOST_BYTES) return Refusal.TOO_LARGE;
    return runner.full() ? Refusal.FULL : null;
  }

  private Refusal refusalOf(int bytes, String text) {
    if (bytes > MOST_BYTES) return Refusal.TOO_LARGE;
    if (!text.endsWith("\n")) return Refusal.UNREADABLE;
    if (state.stopping()) return Refusal.STOPPING;
    return text.chars().filter(each -> each == '\n').count() > MOST_CALLS ? Refusal.TOO_LARGE : null;
  }

  /** Checks {@code Authorization: Bearer <secret>} (RFC 6750, 2.1), in a time that tells nothing of the secret. */
  private boolean authorized(String header) {
    if (secret.length == 0) return true;
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) return false;
    byte[] given = header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(given, secret);
  }
}
