package carveout.currencies.door;

import carveout.currencies.wire.Json;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Tells every error as a problem. */
@RestControllerAdvice
class ProblemAdvice {
  private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

  @ExceptionHandler(Refused.class)
  ResponseEntity<byte[]> refused(Refused refused, HttpServletResponse response) {
    HttpHeaders headers = new HttpHeaders();
    if (refused.problem().status() == 401) headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return told(refused.problem(), headers, response);
  }

  @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
  ResponseEntity<byte[]> notFound(HttpServletResponse response) {
    Problem problem = Problem.ofStatus(404, "Not Found", "Nothing is served at this path.");
    return told(problem, new HttpHeaders(), response);
  }

  @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
  ResponseEntity<byte[]> wrongMethod(HttpRequestMethodNotSupportedException wrong, HttpServletResponse response) {
    String detail = "This path takes other methods: see the Allow header.";
    HttpHeaders allowed = new HttpHeaders();
    allowed.setAllow(wrong.getSupportedHttpMethods());
    return told(Problem.ofStatus(405, "Method Not Allowed", detail), allowed, response);
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<byte[]> broken(Exception broken, HttpServletResponse response) {
    LOG.error("a request failed: {}", response.getHeader(RequestIds.HEADER), broken);
    return told(Problem.broken(), new HttpHeaders(), response);
  }

  private static ResponseEntity<byte[]> told(Problem problem, HttpHeaders headers, HttpServletResponse response) {
    String text = Json.write(problem.members(response.getHeader(RequestIds.HEADER)));
    return ResponseEntity.status(problem.status())
        .headers(headers)
        .header("Content-Type", "application/problem+json")
        .body(text.getBytes(StandardCharsets.UTF_8));
  }
}
