package carveout.currencies;

import carveout.currencies.admin.AdminHandler;
import carveout.currencies.core.Operations;
import carveout.currencies.life.Counts;
import carveout.currencies.life.State;
import carveout.currencies.link.Batches;
import carveout.currencies.link.LinkHandler;
import carveout.currencies.link.Runner;
import carveout.currencies.settings.Settings;
import com.netflix.appinfo.HealthCheckHandler;
import com.netflix.appinfo.InstanceInfo.InstanceStatus;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the process is made of. */
@Configuration
class Parts {
  @Bean
  State state() {
    return new State();
  }

  @Bean
  Counts counts() {
    return new Counts();
  }

  @Bean
  Runner runner(Counts counts) {
    return new Runner(new Operations(), counts);
  }

  @Bean(destroyMethod = "shutdown")
  ExecutorService calls() {
    return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
  }

  @Bean
  LinkHandler linkHandler(Runner runner, ExecutorService calls, State state, Settings settings) {
    return new LinkHandler(runner, new Batches(runner, calls), state, settings.secret());
  }

  @Bean
  AdminHandler adminHandler(State state, Counts counts) {
    return new AdminHandler(state, counts);
  }

  /** DOWN and not OUT_OF_SERVICE, which is an operator's word, and outlives what is registered later. */
  @Bean
  HealthCheckHandler readiness(State state) {
    return current -> state.ready() ? InstanceStatus.UP : InstanceStatus.DOWN;
  }
}
