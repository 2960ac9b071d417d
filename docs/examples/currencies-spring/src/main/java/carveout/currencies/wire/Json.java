package carveout.currencies.wire;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON as the rest of the kit reads and writes it. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /**
   * One text and nothing behind it, as maps, lists, texts, numbers, truth values and nulls.
   *
   * @throws JacksonException for anything else
   */
  public static Object read(String text) {
    return MAPPER.readValue(text, Object.class);
  }

  public static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }
}
