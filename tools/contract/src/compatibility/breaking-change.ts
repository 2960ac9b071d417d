/** One change of a contract that a neighbour of the other version would not survive. */
export interface BreakingChange {
  /** Where, for example `orders.place.input.address.zipCode`. */
  readonly where: string;
  readonly what: string;
  /** Who fails, and when. */
  readonly why: string;
  /** What to do instead. */
  readonly remedy: string;
}
