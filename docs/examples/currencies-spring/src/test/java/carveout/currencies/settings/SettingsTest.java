package carveout.currencies.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void defaultsAreThoseOfDevelopment() {
    Settings settings = Settings.read(Map.of("LINK_PORT", "4000", "PORT", ""));
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEmpty();
    assertThat(settings.linkPort()).isEqualTo(4000);
    assertThat(settings.drainMs()).isZero();
  }

  @Test
  void productionRefusesWhatIsNotSafe() {
    assertThatThrownBy(() -> Settings.read(Map.of("NODE_ENV", "production", "LINK_PORT", "4000")))
        .hasMessageContaining("CARVEOUT_LINK_SECRET")
        .hasMessageContaining("CARVEOUT_LINK_PLAINTEXT=mesh");
  }

  @Test
  void nobodyCouldCallWithoutAPortForCalls() {
    assertThatThrownBy(() -> Settings.read(Map.of("PORT", "4000", "LINK_PORT", "")))
        .hasMessageContaining("CARV-632: LINK_PORT is not set");
  }

  @Test
  void tellsEveryFaultAtOnceAndNoSecret() {
    Map<String, String> wrong = Map.of("PORT", "x", "ADMIN_PORT", "65536", "CARVEOUT_LINK_SECRET", "short");
    assertThatThrownBy(() -> Settings.read(wrong))
        .hasMessageContaining(" PORT")
        .hasMessageContaining("ADMIN_PORT")
        .hasMessageContaining("CARVEOUT_LINK_SECRET")
        .hasMessageNotContaining("short");
  }

  @Test
  void readsWhoseWordCountsBehindAGateway() {
    Map<String, String> environment = new HashMap<>(Map.of("LINK_PORT", "4000", "PORT", "4001", "NODE_ENV", "production"));
    assertThatThrownBy(() -> Settings.read(environment)).hasMessageContaining("CARV-344");
    environment.put("CARVEOUT_GATEWAY_KEYS", "hunter2");
    assertThatThrownBy(() -> Settings.read(environment))
        .hasMessageContaining("CARV-345")
        .hasMessageNotContaining("CARV-344")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void registersWhereCallsAreTaken() {
    Map<String, String> environment =
        Map.of("EUREKA_URL", "http://localhost:8761/eureka", "LINK_PORT", "4000", "CARVEOUT_DEPLOYABLE_INSTANCE", "c-1");
    assertThat(SpringProperties.of(Settings.read(environment)))
        .containsEntry("eureka.client.enabled", true)
        .containsEntry("eureka.instance.instance-id", "c-1:currencies")
        .containsEntry("eureka.instance.metadata-map[carveout.id]", "c-1")
        .containsEntry("eureka.instance.metadata-map[carveout.link]", 4000)
        .doesNotContainKey("eureka.instance.metadata-map[carveout.http]");
  }
}
