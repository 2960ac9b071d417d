package carveout.currencies.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carveout.currencies.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalHeaderTest {
  private static final long NOW_S = 1_800_000_000L;
  private static final KeyPair PAIR = newPair();
  private static final GatewayKeys KEYS = GatewayKeys.read(setOf(PAIR));

  @Test
  void readsWhomTheGatewayNames() {
    Optional<Principal> ann = Optional.of(new Principal("ann", List.of("customer")));
    assertThat(read(header(PAIR, Map.of(), Map.of()))).isEqualTo(ann);
    Map<String, Object> several = Map.of("aud", List.of("others", "carveout"));
    assertThat(read(header(PAIR, Map.of("alg", "Ed25519"), several))).isEqualTo(ann);
    assertThat(read(header(PAIR, Map.of(), Map.of("iat", NOW_S - 64, "exp", NOW_S - 4)))).isEqualTo(ann);
  }

  @Test
  void withoutAHeaderOrWithoutKeysItIsNobody() {
    assertThat(read()).isEmpty();
    assertThat(PrincipalHeader.read(List.of("forged"), GatewayKeys.NONE, Instant.now())).isEmpty();
  }

  @Test
  void refusesWhatDoesNotHold() {
    String good = header(PAIR, Map.of(), Map.of());
    String[] parts = good.split("\\.");
    refused(header(newPair(), Map.of(), Map.of()));
    refused(header(PAIR, Map.of("kid", "other"), Map.of()));
    refused(header(PAIR, Map.of("typ", "JWT"), Map.of()));
    refused(header(PAIR, Map.of("crit", List.of("b64"), "b64", true), Map.of()));
    refused(encoded(Map.of("alg", "none", "typ", "carveout-principal+jwt")) + "." + parts[1] + ".");
    refused(parts[0] + "." + encoded(Map.of("sub", "root")) + "." + parts[2]);
    refused(header(PAIR, Map.of(), Map.of("aud", "others")));
    refused(header(PAIR, Map.of(), Map.of("iss", "carveout")));
    refused(header(PAIR, Map.of(), Map.of("iat", NOW_S - 65, "exp", NOW_S - 5)));
    refused(header(PAIR, Map.of(), Map.of("iat", NOW_S - 70, "exp", NOW_S + 600)));
    refused(header(PAIR, Map.of(), Map.of("iat", NOW_S + 6)));
    for (String claim : List.of("exp", "iat", "sub", "roles")) refused(header(PAIR, Map.of(), Map.of(claim, false)));
    refused(header(PAIR, Map.of(), Map.of("sub", "")));
    refused(header(PAIR, Map.of(), Map.of("roles", List.of(7))));
    refused(header(PAIR, Map.of(), Map.of("roles", List.of("x".repeat(9_200)))));
    refused(good, good);
    refused("{\"sub\":\"root\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "[\"hunter2\"]",
        "{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"hunter2\"}]}",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"hunter2\"}]}"
      })
  void keysThatCannotBeUsedAreToldWithoutTheirText(String text) {
    assertThatThrownBy(() -> GatewayKeys.read(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void namesAKeyByItsThumbprint() {
    // RFC 8037, A.3.
    assertThat(GatewayKeys.thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"))
        .isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  private static Optional<Principal> read(String... values) {
    return PrincipalHeader.read(List.of(values), KEYS, Instant.ofEpochSecond(NOW_S));
  }

  private static void refused(String... values) {
    assertThatThrownBy(() -> read(values)).as(String.join(", ", values)).isInstanceOf(PrincipalRefused.class);
  }

  /** Right in everything that is not said otherwise. */
  private static String header(KeyPair pair, Map<String, Object> head, Map<String, Object> claims) {
    Map<String, Object> allHead = new HashMap<>(Map.of("alg", "EdDSA", "typ", "carveout-principal+jwt"));
    allHead.putAll(head);
    Map<String, Object> all = new HashMap<>(Map.of("iss", "carveout-gateway", "aud", "carveout", "sub", "ann"));
    all.putAll(Map.of("roles", List.of("customer"), "iat", NOW_S, "exp", NOW_S + 60));
    all.putAll(claims);
    String signed = encoded(allHead) + "." + encoded(all);
    return signed + "." + base64(signature(pair, signed));
  }

  private static byte[] signature(KeyPair pair, String signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException none) {
      throw new IllegalStateException(none);
    }
  }

  private static KeyPair newPair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException none) {
      throw new IllegalStateException(none);
    }
  }

  private static String setOf(KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    String x = base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + x + "\"}]}";
  }

  private static String encoded(Object value) {
    return base64(Json.write(value).getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
