package carveout.currencies.core;

import carveout.currencies.money.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Gathers the faults of an input, which is made of maps, lists, texts, numbers, truth values and nulls. */
final class Checks {
  /** The largest whole number that every JSON reader takes for what it is (RFC 8259, 6). */
  private static final long LARGEST_WHOLE = (1L << 53) - 1;

  private static final long LARGEST_NANOS = 999_999_999;
  private static final long MOST_UNITS = 100_000_000_000L;
  private static final int MOST_ISSUES = 20;
  private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

  private final List<Issue> issues = new ArrayList<>();

  /** At most 20. */
  List<Issue> found() {
    return List.copyOf(issues.subList(0, Math.min(issues.size(), MOST_ISSUES)));
  }

  void fault(List<Object> path, String message) {
    issues.add(new Issue(path, message));
  }

  void wrongType(List<Object> path, String wanted, Object value) {
    fault(path, "Invalid input: expected " + wanted + ", received " + typeOf(value));
  }

  /** Null where it is none. */
  Map<?, ?> object(List<Object> path, Object value) {
    if (value instanceof Map<?, ?> fields) return fields;
    wrongType(path, "object", value);
    return null;
  }

  /** Null where it is no text. */
  String currency(List<Object> path, Object value) {
    if (!(value instanceof String text)) {
      wrongType(path, "string", value);
      return null;
    }
    if (!CODE.matcher(text).matches()) fault(path, "must be three capital letters, such as EUR");
    return text;
  }

  /** Null where it is no whole number at all. */
  private Long whole(List<Object> path, Object value, long most) {
    if (!(value instanceof Number number)) {
      wrongType(path, "number", value);
      return null;
    }
    // As JSON's numbers are read everywhere: to the nearest double. Whole ones up to LARGEST_WHOLE are exact.
    double read = number.doubleValue();
    if (Double.isInfinite(read)) {
      fault(path, "Invalid input: expected number, received Infinity");
      return null;
    }
    if (read != Math.rint(read)) {
      fault(path, "Invalid input: expected int, received number");
      return null;
    }
    if (Math.abs(read) > LARGEST_WHOLE) beyond(path, "int", read, LARGEST_WHOLE);
    if (most < LARGEST_WHOLE && Math.abs(read) > most) beyond(path, "number", read, most);
    return (long) read;
  }

  private void beyond(List<Object> path, String what, double value, long most) {
    if (value > 0) fault(path, "Too big: expected " + what + " to be <=" + most);
    else fault(path, "Too small: expected " + what + " to be >=-" + most);
  }

  /** Money within the bounds of what can be converted; null where no amount can be read. */
  Money convertible(List<Object> path, Object value) {
    Map<?, ?> fields = object(path, value);
    if (fields == null) return null;
    String currency = currency(at(path, "currency"), fieldOf(fields, "currency"));
    Long units = whole(at(path, "units"), fieldOf(fields, "units"), LARGEST_WHOLE);
    Long nanos = whole(at(path, "nanos"), fieldOf(fields, "nanos"), LARGEST_NANOS);
    if (currency == null || units == null || nanos == null) return null;
    if (units != 0 && nanos != 0 && units > 0 != nanos > 0) fault(at(path, "nanos"), "must have the sign of units");
    if (Math.abs(units) > MOST_UNITS) fault(at(path, "units"), "must be within ±" + MOST_UNITS);
    return new Money(currency, units, nanos);
  }

  static Object fieldOf(Map<?, ?> fields, String name) {
    return fields.containsKey(name) ? fields.get(name) : Absent.ABSENT;
  }

  static List<Object> at(List<Object> path, Object step) {
    List<Object> longer = new ArrayList<>(path);
    longer.add(step);
    return longer;
  }

  private static String typeOf(Object value) {
    if (value == Absent.ABSENT) return "undefined";
    if (value == null) return "null";
    if (value instanceof Map) return "object";
    if (value instanceof List) return "array";
    if (value instanceof String) return "string";
    return value instanceof Boolean ? "boolean" : "number";
  }
}
