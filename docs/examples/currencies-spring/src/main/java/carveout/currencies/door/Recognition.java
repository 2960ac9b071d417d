package carveout.currencies.door;

import carveout.currencies.core.Issue;
import carveout.currencies.principal.GatewayKeys;
import carveout.currencies.principal.PrincipalHeader;
import carveout.currencies.principal.PrincipalRefused;
import carveout.currencies.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds out by whom a request is made, and its key. Anybody may ask for what is served here, and it changes nothing: so
 * that is looked at, and not used.
 */
@Component
class Recognition {
  private static final Logger LOG = LoggerFactory.getLogger(Recognition.class);
  private static final String KEY = "Idempotency-Key";

  private final GatewayKeys keys;

  Recognition(Settings settings) {
    keys = settings.gatewayKeys();
    if (settings.port().isPresent() && keys.equals(GatewayKeys.NONE))
      LOG.warn("CARVEOUT_GATEWAY_KEYS is not set: whoever the gateway says makes a request, here it is nobody");
  }

  /** @throws Refused where either is not what it must be */
  void check(HttpServletRequest request) {
    try {
      PrincipalHeader.read(Collections.list(request.getHeaders(PrincipalHeader.NAME)), keys, Instant.now());
    } catch (PrincipalRefused refused) {
      // The header itself stays out of the log: until it is over, it opens doors.
      LOG.warn("a principal header was refused: {}", refused.getMessage());
      throw new Refused(Problem.principalRefused());
    }
    String key = request.getHeader(KEY);
    if (key != null && !key.isEmpty() && !unquoted(key).matches("[\\x21-\\x7e]{1,128}"))
      throw new Refused(
          Problem.inputRefused(
              List.of(new Issue(List.of(KEY), "must be 1 to 128 visible ASCII characters, for example a UUID"))));
  }

  /** The IETF draft writes it as a quoted string; most clients send it bare. */
  private static String unquoted(String key) {
    boolean quoted = key.length() >= 2 && key.startsWith("\"") && key.endsWith("\"");
    return quoted ? key.substring(1, key.length() - 1) : key;
  }
}
