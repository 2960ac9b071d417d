/** How `fail` leaves a handler. Never reaches a caller: the pipeline turns it into a declared error. */
export class FailureSignal extends Error {
  readonly code: string;
  readonly data: unknown;

  constructor(code: string, data: unknown) {
    super(`failed with ${code}`);
    this.name = 'FailureSignal';
    this.code = code;
    this.data = data;
  }
}
