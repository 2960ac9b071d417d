package carveout.currencies;

import carveout.currencies.life.State;
import carveout.currencies.settings.Settings;
import com.netflix.discovery.EurekaClient;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** When the process is ready, and how it ends. */
@Component
class Life {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);
  private static final long WITHDRAW_MS = 3_000;

  private final State state;
  private final Settings settings;
  private final Connectors connectors;
  private final ObjectProvider<EurekaClient> eureka;

  Life(State state, Settings settings, Connectors connectors, ObjectProvider<EurekaClient> eureka) {
    this.state = state;
    this.settings = settings;
    this.connectors = connectors;
    this.eureka = eureka;
  }

  /** Before the registry is told that it is. */
  @EventListener
  @Order(Integer.MIN_VALUE)
  void opened(WebServerInitializedEvent event) {
    state.setReady(true);
    // One line that programs read, as those of other deployables.
    System.out.printf(
        "{\"event\":\"ready\",\"msg\":\"ready\",\"port\":%d,\"linkPort\":%d,\"adminPort\":%d}%n",
        connectors.doorPort(), connectors.linkPort(), event.getWebServer().getPort());
  }

  /** Withdraws, drains, and lets what has begun come to its end. */
  void end(ConfigurableApplicationContext context) {
    LOG.info("stopping");
    state.setReady(false);
    withdraw();
    // Whoever sends requests here needs a moment to see that readiness has dropped.
    pause(settings.drainMs());
    state.stop();
    context.close();
  }

  /** Takes the record back; a registry that does not answer holds nobody up. */
  private void withdraw() {
    if (settings.eurekaUrl().isEmpty()) return;
    Thread withdrawal = new Thread(() -> eureka.ifAvailable(EurekaClient::shutdown), "withdrawal");
    withdrawal.setDaemon(true);
    withdrawal.start();
    try {
      withdrawal.join(WITHDRAW_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pause(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
