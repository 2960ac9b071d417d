package carveout.currencies.settings;

import carveout.currencies.principal.GatewayKeys;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a deployable is told by its environment: docs/guides/wire-format.md.
 *
 * @param host the address that its servers listen on; that of the admin port is always loopback
 * @param advertise where others reach it
 * @param port where it takes requests from outside; 0 for any free one, absent for no such server
 * @param linkPort where it takes calls; 0 for any free one
 * @param secret by what deployables know each other; empty for none
 * @param gatewayKeys whose word counts on who makes a request
 * @param eurekaUrl empty for none
 */
public record Settings(
    String instance,
    String host,
    String advertise,
    Optional<Integer> port,
    int linkPort,
    int adminPort,
    String secret,
    GatewayKeys gatewayKeys,
    String eurekaUrl,
    String zone,
    int drainMs) {

  /** @throws IllegalArgumentException that tells every fault, and no secret */
  public static Settings read(Map<String, String> environment) {
    Reader reader = new Reader(environment);
    boolean production = reader.text("NODE_ENV", "").equals("production");
    String host = reader.text("CARVEOUT_HOST", production ? "0.0.0.0" : "127.0.0.1");
    Settings settings =
        new Settings(
            reader.text("CARVEOUT_DEPLOYABLE_INSTANCE", "currencies-" + ProcessHandle.current().pid()),
            host,
            reader.text("CARVEOUT_ADVERTISE", reachable(host)),
            reader.whole("PORT", 65_535),
            reader.needed("LINK_PORT", 65_535),
            reader.whole("ADMIN_PORT", 65_535).orElse(0),
            reader.text("CARVEOUT_LINK_SECRET", ""),
            reader.gatewayKeys(),
            reader.text("EUREKA_URL", ""),
            reader.text("CARVEOUT_ZONE", ""),
            reader.whole("CARVEOUT_DRAIN_MS", 60_000).orElse(production ? 3_000 : 0));
    settings.check(reader, production);
    if (!reader.faults.isEmpty()) throw new IllegalArgumentException(String.join("\n", reader.faults));
    return settings;
  }

  private void check(Reader reader, boolean production) {
    reader.refuse(
        !secret.isEmpty() && !secret.matches("[\\x21-\\x7e]{32,}"),
        "CARV-633: CARVEOUT_LINK_SECRET must be at least 32 visible ASCII characters");
    reader.refuse(
        !reader.text("CARVEOUT_TLS_CERT", "").isEmpty(),
        "CARV-633: CARVEOUT_TLS_CERT is set, and this program speaks no TLS; let a mesh encrypt, or unset it");
    boolean anyPort = port.equals(Optional.of(0)) || linkPort == 0;
    reader.refuse(
        !eurekaUrl.isEmpty() && anyPort,
        "CARV-633: with EUREKA_URL, PORT and LINK_PORT must say which: the registry is told before they are open");
    if (!production) return;
    reader.refuse(
        port.isPresent() && reader.text("CARVEOUT_GATEWAY_KEYS", "").isEmpty(),
        "CARV-344: production needs CARVEOUT_GATEWAY_KEYS at PORT, or nobody could tell the gateway's word from a forged one");
    reader.refuse(
        secret.isEmpty(), "CARV-431: production needs CARVEOUT_LINK_SECRET, or whoever reaches the port may call");
    boolean encrypted = reader.text("CARVEOUT_LINK_PLAINTEXT", "").equals("mesh");
    reader.refuse(
        !encrypted && !host.equals("127.0.0.1") && !host.equals("::1") && !host.equals("localhost"),
        "CARV-431: this program speaks no TLS; in production say CARVEOUT_LINK_PLAINTEXT=mesh where a mesh encrypts");
  }

  /** This machine's first address that is not loopback, for one that listens everywhere. */
  private static String reachable(String host) {
    if (!host.equals("0.0.0.0") && !host.equals("::")) return host;
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && address instanceof java.net.Inet4Address)
          .findFirst()
          .map(InetAddress::getHostAddress)
          .orElse("127.0.0.1");
    } catch (SocketException none) {
      return "127.0.0.1";
    }
  }

  /** Reads variables; one that is set to nothing counts as unset. */
  private static final class Reader {
    private final Map<String, String> environment;
    private final List<String> faults = new ArrayList<>();

    Reader(Map<String, String> environment) {
      this.environment = environment;
    }

    String text(String variable, String fallback) {
      String text = environment.getOrDefault(variable, "");
      return text.isEmpty() ? fallback : text;
    }

    Optional<Integer> whole(String variable, int most) {
      String text = text(variable, "");
      if (text.isEmpty()) return Optional.empty();
      boolean whole = text.matches("\\d{1,9}") && Integer.parseInt(text) <= most;
      refuse(!whole, "CARV-633: " + variable + " must be a whole number from 0 to " + most);
      return Optional.of(whole ? Integer.parseInt(text) : 0);
    }

    int needed(String variable, int most) {
      refuse(
          text(variable, "").isEmpty(),
          "CARV-632: "
              + variable
              + " is not set, and this program takes calls over HTTP alone: give the topology links that are http");
      return whole(variable, most).orElse(0);
    }

    GatewayKeys gatewayKeys() {
      String text = text("CARVEOUT_GATEWAY_KEYS", "");
      try {
        return text.isEmpty() ? GatewayKeys.NONE : GatewayKeys.read(text);
      } catch (IllegalArgumentException unusable) {
        refuse(true, "CARV-345: CARVEOUT_GATEWAY_KEYS: " + unusable.getMessage());
        return GatewayKeys.NONE;
      }
    }

    void refuse(boolean wrong, String fault) {
      if (wrong) faults.add(fault);
    }
  }
}
