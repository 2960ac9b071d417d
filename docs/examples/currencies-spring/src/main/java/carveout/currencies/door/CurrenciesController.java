package carveout.currencies.door;

import carveout.currencies.core.Absent;
import carveout.currencies.core.Issue;
import carveout.currencies.core.Kind;
import carveout.currencies.core.Operations;
import carveout.currencies.core.Reply;
import carveout.currencies.life.Health;
import carveout.currencies.life.State;
import carveout.currencies.link.Runner;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** The http lines of the contract as a JSON API, behind a gateway. */
@RestController
class CurrenciesController {
  private final Runner runner;
  private final State state;
  private final Recognition recognition;

  CurrenciesController(Runner runner, State state, Recognition recognition) {
    this.runner = runner;
    this.state = state;
    this.recognition = recognition;
  }

  // As the gateway reads a path: one slash at the end means nothing.
  @GetMapping({"/api/currencies", "/api/currencies/"})
  ResponseEntity<Object> supported(HttpServletRequest request, HttpServletResponse response) {
    recognition.check(request);
    return answer(
        response, "supported", ComposedInput.of(InputFields.OF_SUPPORTED, query(request), Absent.ABSENT));
  }

  @PostMapping({"/api/currencies/convert", "/api/currencies/convert/"})
  ResponseEntity<Object> convert(HttpServletRequest request, HttpServletResponse response) throws IOException {
    recognition.check(request);
    Object body = JsonBody.read(request);
    return answer(response, "convert", ComposedInput.of(InputFields.OF_CONVERT, query(request), body));
  }

  @RequestMapping("/health/live")
  void live(HttpServletRequest request, HttpServletResponse response) {
    Health.tell(request, response, true);
  }

  @RequestMapping("/health/ready")
  void ready(HttpServletRequest request, HttpServletResponse response) {
    Health.tell(request, response, state.ready());
  }

  private ResponseEntity<Object> answer(HttpServletResponse response, String operation, ComposedInput composed) {
    Reply reply = runner.answer(operation, Operations.DOOR, composed.input());
    if (reply.kind() != Kind.FAULT && !composed.unfit().isEmpty()) {
      List<Issue> issues = new ArrayList<>(reply.issues() == null ? List.of() : reply.issues());
      issues.addAll(composed.unfit());
      throw new Refused(Problem.inputRefused(issues));
    }
    if (reply.kind() != Kind.VALUE) throw new Refused(Problem.of("currencies." + operation, reply));
    // Anybody may ask for it: whether it may be kept, the gateway's policy says.
    response.setHeader("Cache-Control", null);
    return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(reply.data());
  }

  /** Of the query string alone: a servlet's parameters are a form's, too. */
  private static MultiValueMap<String, String> query(HttpServletRequest request) {
    MultiValueMap<String, String> found = new LinkedMultiValueMap<>();
    UriComponentsBuilder.newInstance()
        .query(request.getQueryString())
        .build()
        .getQueryParams()
        .forEach((name, values) -> values.forEach(value -> found.add(decoded(name), decoded(value))));
    return found;
  }

  private static String decoded(String text) {
    if (text == null) return "";
    try {
      return UriUtils.decode(text.replace('+', ' '), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return text;
    }
  }
}
