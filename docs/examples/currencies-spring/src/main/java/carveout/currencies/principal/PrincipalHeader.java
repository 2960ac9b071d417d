package carveout.currencies.principal;

import carveout.currencies.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/** Reads by whom a request is made, as a gateway says it: docs/guides/wire-format.md. */
public final class PrincipalHeader {
  public static final String NAME = "Carveout-Principal";

  private static final String ISSUER = "carveout-gateway";
  private static final String AUDIENCE = "carveout";
  private static final String TYPE = "carveout-principal+jwt";
  private static final int LIFE_S = 60;

  /** By how much the clocks of the gateway and of this process may differ. */
  private static final int TOLERANCE_S = 5;

  private static final int MOST_CHARACTERS = 12_288;

  private PrincipalHeader() {}

  /**
   * @param values of the header: one that comes twice is none
   * @return empty for nobody
   * @throws PrincipalRefused for one that does not hold
   */
  public static Optional<Principal> read(List<String> values, GatewayKeys keys, Instant now) {
    String text = String.join(", ", values);
    if (keys.isEmpty() || text.isEmpty()) return Optional.empty();
    String[] parts = text.split("\\.", -1);
    require(text.length() <= MOST_CHARACTERS && parts.length == 3, "it is no compact JWS");
    Map<?, ?> head = decoded(parts[0]);
    require(
        "EdDSA".equals(head.get("alg")) || "Ed25519".equals(head.get("alg")), "it is signed in another way");
    require(TYPE.equals(head.get("typ")) && !head.containsKey("crit"), "it was made for another purpose");
    require(isSigned(parts, keys.named(head.get("kid"))), "it is signed by somebody else");
    return Optional.of(principalIn(decoded(parts[1]), now.toEpochMilli() / 1_000.0));
  }

  private static Principal principalIn(Map<?, ?> claims, double now) {
    require(ISSUER.equals(claims.get("iss")), "it is of another issuer");
    Object audience = claims.get("aud");
    require(
        AUDIENCE.equals(audience) || (audience instanceof List<?> several && several.contains(AUDIENCE)),
        "it is for somebody else");
    if (!(claims.get("iat") instanceof Number begin) || !(claims.get("exp") instanceof Number end))
      throw new PrincipalRefused("it does not say from when to when it holds");
    require(begin.doubleValue() <= now + TOLERANCE_S, "it is from the future");
    double over = Math.min(end.doubleValue(), begin.doubleValue() + LIFE_S) + TOLERANCE_S;
    require(now < over, "it is over its time");
    if (!(claims.get("sub") instanceof String id) || id.isEmpty()) throw new PrincipalRefused("it names nobody");
    if (!(claims.get("roles") instanceof List<?> roles) || !roles.stream().allMatch(String.class::isInstance))
      throw new PrincipalRefused("its roles are no names");
    return new Principal(id, roles.stream().map(String.class::cast).toList());
  }

  private static boolean isSigned(String[] parts, PublicKey key) {
    if (key == null) return false;
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException none) {
      return false;
    }
  }

  private static Map<?, ?> decoded(String part) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
      if (Json.read(text) instanceof Map<?, ?> members) return members;
    } catch (IllegalArgumentException | JacksonException none) {
      // Told below.
    }
    throw new PrincipalRefused("it cannot be read");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) throw new PrincipalRefused(otherwise);
  }
}
