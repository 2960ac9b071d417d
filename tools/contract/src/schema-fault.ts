/** One thing in a schema that would behave differently when a module moves. */
export interface SchemaFault {
  /** Where, for example `orders.place.input.items[].price`. */
  readonly where: string;
  readonly what: string;
}
