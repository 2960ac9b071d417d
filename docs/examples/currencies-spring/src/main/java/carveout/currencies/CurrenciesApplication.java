package carveout.currencies;

import carveout.currencies.settings.Settings;
import carveout.currencies.settings.SpringProperties;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** A deployable of another language: the module currencies in Spring Boot, at the place of its TypeScript core. */
@SpringBootApplication
public class CurrenciesApplication {
  private static volatile ConfigurableApplicationContext running;
  private static volatile boolean failed;

  public static void main(String[] args) {
    Settings settings;
    try {
      settings = Settings.read(System.getenv());
    } catch (IllegalArgumentException faults) {
      System.err.println(faults.getMessage());
      System.exit(1);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(CurrenciesApplication::end, "end"));
    try {
      running = start(settings);
    } catch (RuntimeException fault) {
      failed = true;
      throw fault;
    }
  }

  private static ConfigurableApplicationContext start(Settings settings) {
    SpringApplication application = new SpringApplication(CurrenciesApplication.class);
    application.setDefaultProperties(SpringProperties.of(settings));
    application.addInitializers(context -> context.getBeanFactory().registerSingleton("settings", settings));
    // Its own would not wait until the registry and the callers know.
    application.setRegisterShutdownHook(false);
    return application.run();
  }

  /** A stop that was asked for, also during the start, is no failure: without this, Java's exit code would say so. */
  private static void end() {
    if (failed) return;
    if (running != null) running.getBean(Life.class).end(running);
    System.out.flush();
    Runtime.getRuntime().halt(0);
  }
}
