package carveout.currencies.principal;

import carveout.currencies.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;

/**
 * The public keys whose word counts on who makes a request, by their names. Without any, nobody is believed.
 */
public record GatewayKeys(Map<String, PublicKey> byName) {
  public static final GatewayKeys NONE = new GatewayKeys(Map.of());

  /** What stands before the 32 bytes of a public Ed25519 key in the form that Java reads (RFC 8410). */
  private static final String PREFIX = "302a300506032b6570032100";

  private static final int KEY_BYTES = 32;

  /**
   * Reads a key set (RFC 7517). One without a name is named by its thumbprint (RFC 7638), as the gateway does it.
   *
   * @throws IllegalArgumentException that tells what is wrong, without the text
   */
  public static GatewayKeys read(String text) {
    Map<String, PublicKey> byName = new HashMap<>();
    for (Object one : keysIn(text)) {
      if (!(one instanceof Map<?, ?> key) || !"OKP".equals(key.get("kty")) || !"Ed25519".equals(key.get("crv")))
        throw new IllegalArgumentException("every key must be of the type OKP and the curve Ed25519");
      if (key.containsKey("d"))
        throw new IllegalArgumentException(
            "it holds a private key, which nobody but the gateway may have. Leave out the member `d`");
      String x = String.valueOf(key.get("x"));
      PublicKey made = keyOf(x);
      byName.put(key.get("kid") instanceof String name ? name : thumbprint(x), made);
    }
    return new GatewayKeys(byName);
  }

  /** Null where there is none; of a single key, the name may be left out. */
  PublicKey named(Object name) {
    if (name == null) return byName.size() == 1 ? byName.values().iterator().next() : null;
    return name instanceof String text ? byName.get(text) : null;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  private static List<?> keysIn(String text) {
    try {
      if (Json.read(text) instanceof Map<?, ?> set && set.get("keys") instanceof List<?> keys && !keys.isEmpty())
        return keys;
    } catch (JacksonException unreadable) {
      // Told below, without the parser's words: they quote the text.
    }
    throw new IllegalArgumentException("it is no JSON of the form {\"keys\":[…]} with a key or more");
  }

  private static PublicKey keyOf(String x) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(x);
      if (bytes.length != KEY_BYTES) throw new IllegalArgumentException();
      byte[] encoded = HexFormat.of().parseHex(PREFIX + HexFormat.of().formatHex(bytes));
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    } catch (GeneralSecurityException | IllegalArgumentException none) {
      throw new IllegalArgumentException("one of its keys is no key");
    }
  }

  static String thumbprint(String x) {
    String members = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sum);
    } catch (GeneralSecurityException none) {
      throw new IllegalStateException(none);
    }
  }
}
