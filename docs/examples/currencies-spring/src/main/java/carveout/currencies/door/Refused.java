package carveout.currencies.door;

/** A request from outside was refused before anything was done with it. */
class Refused extends RuntimeException {
  private final transient Problem problem;

  Refused(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
