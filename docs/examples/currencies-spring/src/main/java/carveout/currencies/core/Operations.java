package carveout.currencies.core;

import carveout.currencies.money.Conversion;
import carveout.currencies.money.Money;
import carveout.currencies.money.Rates;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the module answers to its three queries. */
public class Operations {
  /** The caller of what comes from outside: it may only make calls that the contract gives it access to. */
  public static final String DOOR = "door";

  public static final List<String> NAMES = List.of("convert", "convertAll", "supported");
  private static final int MOST_AMOUNTS = 1000;

  public Reply answer(String operation, String caller, Object input) {
    return switch (operation) {
      case "supported" -> supported(input);
      case "convert" -> convert(input);
      case "convertAll" -> convertAll(input, caller);
      default ->
          Reply.failure(
              Kind.NOT_SENT,
              "CARV-315",
              "currencies is hosted here without " + operation + "; deploy a host that has it before its callers");
    };
  }

  private Reply supported(Object input) {
    Checks checks = new Checks();
    checks.object(List.of(), input);
    if (!checks.found().isEmpty()) return Reply.invalid(checks.found());
    return Reply.value(Map.of("currencies", Rates.supported()));
  }

  private Reply convert(Object input) {
    Checks checks = new Checks();
    Map<?, ?> fields = checks.object(List.of(), input);
    if (fields == null) return Reply.invalid(checks.found());
    Money from = checks.convertible(List.of("from"), Checks.fieldOf(fields, "from"));
    String to = checks.currency(List.of("to"), Checks.fieldOf(fields, "to"));
    if (!checks.found().isEmpty()) return Reply.invalid(checks.found());
    Optional<String> unknown = Rates.firstUnknown(Stream.of(from.currency(), to));
    if (unknown.isPresent()) return Reply.unknownCurrency(unknown.get());
    return Reply.value(Conversion.convert(from, to));
  }

  private Reply convertAll(Object input, String caller) {
    Checks checks = new Checks();
    Map<?, ?> fields = checks.object(List.of(), input);
    if (fields == null) return Reply.invalid(checks.found());
    List<Money> amounts = amounts(checks, Checks.fieldOf(fields, "amounts"));
    String to = checks.currency(List.of("to"), Checks.fieldOf(fields, "to"));
    if (!checks.found().isEmpty()) return Reply.invalid(checks.found());
    // The contract names nobody outside who may call it.
    if (caller.equals(DOOR))
      return Reply.failure(Kind.DENIED, "CARV-303", "the principal may not call this operation");
    Optional<String> unknown =
        Rates.firstUnknown(Stream.concat(Stream.of(to), amounts.stream().map(Money::currency)));
    if (unknown.isPresent()) return Reply.unknownCurrency(unknown.get());
    return Reply.value(Map.of("amounts", amounts.stream().map(one -> Conversion.convert(one, to)).toList()));
  }

  /** They are not looked at where there are too many. */
  private static List<Money> amounts(Checks checks, Object given) {
    List<Money> amounts = new ArrayList<>();
    List<Object> path = List.of("amounts");
    if (!(given instanceof List<?> list)) checks.wrongType(path, "array", given);
    else if (list.size() > MOST_AMOUNTS)
      checks.fault(path, "Too big: expected array to have <=" + MOST_AMOUNTS + " items");
    else
      for (int index = 0; index < list.size(); index++)
        amounts.add(checks.convertible(Checks.at(path, index), list.get(index)));
    return amounts;
  }
}
