package carveout.currencies.core;

/** Of an answer; its number on the wire is its place here. */
public enum Kind {
  VALUE,
  DECLARED,
  INVALID,
  DENIED,
  NOT_SENT,
  OUTCOME_UNKNOWN,
  FAULT;

  /** As it is named elsewhere in the kit: {@code not-sent}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
