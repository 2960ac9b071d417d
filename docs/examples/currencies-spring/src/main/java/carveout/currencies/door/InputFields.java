package carveout.currencies.door;

import carveout.currencies.core.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of an input, each with its own; the door refuses others. */
record InputFields(Map<String, InputFields> inside) {
  private static final InputFields TEXT_OR_NUMBER = new InputFields(null);
  private static final InputFields MONEY =
      new InputFields(Map.of("currency", TEXT_OR_NUMBER, "units", TEXT_OR_NUMBER, "nanos", TEXT_OR_NUMBER));
  static final InputFields OF_SUPPORTED = new InputFields(Map.of());
  static final InputFields OF_CONVERT = new InputFields(Map.of("from", MONEY, "to", TEXT_OR_NUMBER));

  boolean isObject() {
    return inside != null;
  }

  /** Null where there is no such field. */
  InputFields of(String name) {
    return inside == null ? null : inside.get(name);
  }

  List<Issue> unknownIn(Object value) {
    List<Issue> issues = new ArrayList<>();
    find(value, List.of(), issues);
    return issues;
  }

  private void find(Object value, List<Object> path, List<Issue> issues) {
    if (inside == null || !(value instanceof Map<?, ?> given)) return;
    given.forEach(
        (name, inner) -> {
          List<Object> here = new ArrayList<>(path);
          here.add(name);
          InputFields field = inside.get(name);
          if (field == null) issues.add(new Issue(here, "unknown field"));
          else field.find(inner, here, issues);
        });
  }
}
