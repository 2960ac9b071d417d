export interface Way {
  readonly href: string;
  readonly label: string;
}

/** Something the visitor can do something about. Becomes a page with this status, text and way on. */
export class VisitorError extends Error {
  readonly status: 400 | 401 | 404 | 409 | 422;
  /** Tells the door that this is the visitor's affair, with the status to answer, and no failure to be logged. */
  readonly expose = true;
  readonly heading: string;
  readonly advice: string;
  readonly way: Way;

  constructor(
    status: 400 | 401 | 404 | 409 | 422,
    heading: string,
    advice: string,
    way: Way = { href: '/', label: 'See all products' },
  ) {
    super(heading);
    this.name = 'VisitorError';
    this.status = status;
    this.heading = heading;
    this.advice = advice;
    this.way = way;
  }
}

export const unknownProduct = (): VisitorError =>
  new VisitorError(404, 'We do not have this product', 'It may have left the shop, or its address may be mistyped.');

export const notRecognised = (): VisitorError =>
  new VisitorError(
    401,
    'We do not know you',
    'The request came with an Authorization header that we do not recognise.',
  );
