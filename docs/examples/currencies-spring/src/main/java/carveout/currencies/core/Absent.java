package carveout.currencies.core;

/** Stands for an input that is not there, which null is not. */
public enum Absent {
  ABSENT
}
