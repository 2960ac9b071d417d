package carveout.currencies;

import carveout.currencies.link.LinkHandler;
import carveout.currencies.settings.Settings;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** The ports beside the admin port, which is Spring's own. */
@Component
class Connectors implements WebServerFactoryCustomizer<TomcatServletWebServerFactory> {
  private final Connector door;
  private final Connector link;

  Connectors(Settings settings) {
    door = settings.port().map(port -> connector(settings.host(), port)).orElse(null);
    link = connector(settings.host(), settings.linkPort());
  }

  @Override
  public void customize(TomcatServletWebServerFactory factory) {
    factory.addAdditionalConnectors(link);
    if (door != null) factory.addAdditionalConnectors(door);
  }

  /** 0 where there is none. */
  int doorPort() {
    return door == null ? 0 : door.getLocalPort();
  }

  int linkPort() {
    return link.getLocalPort();
  }

  private static Connector connector(String host, int port) {
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(port);
    connector.setProperty("address", host);
    // Reading a request and writing an answer may pause for so many ms.
    connector.setProperty("connectionTimeout", "20000");
    // Longer than that of usual proxies, so that they close first.
    connector.setProperty("keepAliveTimeout", "65000");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("maxHttpRequestHeaderSize", "16384");
    // What is too large is read and thrown away, so that its sender sees the refusal and not a broken connection.
    connector.setProperty("maxSwallowSize", String.valueOf(2 * LinkHandler.MOST_BYTES));
    return connector;
  }
}
