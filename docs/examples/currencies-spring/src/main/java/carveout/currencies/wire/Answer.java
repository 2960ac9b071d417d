package carveout.currencies.wire;

import carveout.currencies.core.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Answers as lines (docs/guides/wire-format.md). */
public final class Answer {
  private Answer() {}

  /** For the call at that place in its batch, its end of line included. */
  public static String line(int index, Reply reply) {
    List<Object> elements = new ArrayList<>();
    elements.add(index);
    elements.add(reply.kind().ordinal());
    switch (reply.kind()) {
      case VALUE -> elements.add(reply.data());
      case DECLARED -> {
        elements.add(reply.code());
        elements.add(reply.data());
      }
      default -> {
        elements.add(reply.code());
        elements.add(reply.message());
        if (reply.issues() != null || reply.afterMs() > 0) elements.add(reply.issues());
        if (reply.afterMs() > 0) elements.add(Map.of("after", reply.afterMs()));
      }
    }
    return Json.write(elements) + "\n";
  }
}
