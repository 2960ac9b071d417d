package carveout.currencies;

import carveout.currencies.admin.AdminHandler;
import carveout.currencies.door.RequestIds;
import carveout.currencies.life.State;
import carveout.currencies.link.LinkHandler;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Each port has its own handler: what is served at one is not there at the others. */
@Component
class PortFilter extends OncePerRequestFilter {
  private final Connectors connectors;
  private final State state;
  private final LinkHandler link;
  private final AdminHandler admin;

  PortFilter(Connectors connectors, State state, LinkHandler link, AdminHandler admin) {
    this.connectors = connectors;
    this.state = state;
    this.link = link;
    this.admin = admin;
  }

  @Override
  protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    int port = request.getLocalPort();
    boolean isLink = port == connectors.linkPort();
    boolean isDoor = port == connectors.doorPort();
    // Once it stops, each client is told that its connection ends with the answer.
    if (!state.ready() && (isLink || isDoor)) response.setHeader("Connection", "close");
    if (isLink) link.handle(request, response);
    else if (isDoor) {
      RequestIds.begin(request, response);
      chain.doFilter(request, response);
    } else admin.handle(request, response);
  }
}
