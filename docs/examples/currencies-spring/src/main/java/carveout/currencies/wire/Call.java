package carveout.currencies.wire;

import carveout.currencies.core.Absent;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;

/**
 * What a host must know of one line (docs/guides/wire-format.md). Correlation, causation, key, principal and trace are for
 * hosts that call others, keep outcomes, or check who owns what; an earlier try of a query is not worth knowing.
 *
 * @param deadline in epoch ms
 */
public record Call(String operation, String caller, double deadline, Object input) {
  private static final int OPERATION = 0;
  private static final int CALLER = 3;
  private static final int DEADLINE = 4;
  private static final int INPUT = 9;
  private static final int ATTEMPT = 10;
  private static final int MARKS = 11;

  /** The mark that the input is absent, and not null: it keeps its place for what follows. */
  private static final int NO_INPUT = 2;

  /** Empty for what is no call. */
  public static Optional<Call> read(String line) {
    Object decoded;
    try {
      decoded = Json.read(line);
    } catch (JacksonException unreadable) {
      return Optional.empty();
    }
    if (!(decoded instanceof List<?> elements) || elements.size() <= DEADLINE) return Optional.empty();
    boolean plain = elements.subList(OPERATION, DEADLINE).stream().allMatch(String.class::isInstance);
    if (!plain || !(elements.get(DEADLINE) instanceof Number deadline)) return Optional.empty();
    String operation = (String) elements.get(OPERATION);
    return Optional.of(new Call(operation, (String) elements.get(CALLER), deadline.doubleValue(), inputOf(elements)));
  }

  private static Object inputOf(List<?> elements) {
    if (elements.size() <= INPUT) return Absent.ABSENT;
    boolean again =
        elements.size() > MARKS
            && elements.get(ATTEMPT) instanceof Number
            && elements.get(MARKS) instanceof Number marks
            && (marks.longValue() & NO_INPUT) != 0;
    return again ? Absent.ABSENT : elements.get(INPUT);
  }
}
