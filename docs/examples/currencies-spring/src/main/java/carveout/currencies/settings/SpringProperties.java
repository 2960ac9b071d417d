package carveout.currencies.settings;

import java.util.LinkedHashMap;
import java.util.Map;

/** The settings as properties of Spring. What does not depend on them is in {@code application.yml}. */
public final class SpringProperties {
  private SpringProperties() {}

  public static Map<String, Object> of(Settings settings) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("server.address", "127.0.0.1");
    properties.put("server.port", settings.adminPort());
    properties.put("eureka.client.enabled", !settings.eurekaUrl().isEmpty());
    if (!settings.eurekaUrl().isEmpty()) eureka(settings, properties);
    return properties;
  }

  /** A record as the Eureka adapter of the kit writes it, whose keys its callers read. */
  private static void eureka(Settings settings, Map<String, Object> properties) {
    String id = settings.instance();
    properties.put("eureka.client.service-url.defaultZone", settings.eurekaUrl());
    properties.put("eureka.instance.instance-id", id.replaceAll("[^\\w.:-]", "_") + ":currencies");
    properties.put("eureka.instance.hostname", settings.advertise());
    properties.put("eureka.instance.ip-address", settings.advertise());
    properties.put("eureka.instance.non-secure-port", settings.port().orElse(settings.linkPort()));
    properties.put("eureka.instance.metadata-map[carveout.id]", id);
    settings.port().ifPresent(port -> properties.put("eureka.instance.metadata-map[carveout.http]", port));
    properties.put("eureka.instance.metadata-map[carveout.link]", settings.linkPort());
    String page = "http://" + settings.advertise() + ":" + settings.linkPort() + "/health/ready";
    properties.put("eureka.instance.health-check-url", page);
    properties.put("eureka.instance.status-page-url", page);
    if (!settings.zone().isEmpty()) properties.put("eureka.instance.metadata-map.zone", settings.zone());
  }
}
