package carveout.currencies.door;

import carveout.currencies.core.Absent;
import carveout.currencies.core.Issue;
import carveout.currencies.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.MultiValueMap;
import tools.jackson.core.JacksonException;

/**
 * An input made of the query string and the body.
 *
 * @param unfit what cannot be in it
 */
record ComposedInput(Map<String, Object> input, List<Issue> unfit) {
  static ComposedInput of(InputFields fields, MultiValueMap<String, String> query, Object body) {
    Map<String, Object> input = new LinkedHashMap<>();
    List<Issue> unfit = new ArrayList<>();
    query.forEach((name, texts) -> input.put(name, fromText(fields.of(name), texts)));
    if (body instanceof Map<?, ?> given) given.forEach((name, value) -> put(input, unfit, (String) name, value));
    else if (body != Absent.ABSENT) unfit.add(new Issue(List.of(), "the body must be a JSON object"));
    unfit.addAll(fields.unknownIn(input));
    return new ComposedInput(input, unfit);
  }

  private static void put(Map<String, Object> input, List<Issue> unfit, String name, Object value) {
    if (!input.containsKey(name)) input.put(name, value);
    else unfit.add(new Issue(List.of(name), "given more than once: in the path, the query or the body"));
  }

  /** Where an object is wanted, a value of the query string is JSON text, and otherwise text. */
  private static Object fromText(InputFields field, List<String> texts) {
    if (texts.size() > 1) return texts;
    if (field == null || !field.isObject()) return texts.get(0);
    try {
      return Json.read(texts.get(0));
    } catch (JacksonException text) {
      return texts.get(0);
    }
  }
}
