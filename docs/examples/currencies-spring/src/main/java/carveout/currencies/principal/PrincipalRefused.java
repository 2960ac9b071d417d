package carveout.currencies.principal;

/** A principal header was there and did not hold. Its message is for the log, and has nothing of the header. */
public final class PrincipalRefused extends RuntimeException {
  PrincipalRefused(String why) {
    super(why, null, false, false);
  }
}
