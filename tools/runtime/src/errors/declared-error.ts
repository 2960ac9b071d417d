import type { AnyOperation, ErrorCode, ErrorData } from '@carveout/contract';

/** An error that the operation's contract declares. Arrives with the same type, code and data through every link. */
export class DeclaredError<Code extends string = string, Data = unknown> extends Error {
  /** `module.operation` that declared it. */
  readonly operation: string;
  readonly code: Code;
  readonly data: Data;

  constructor(operation: string, code: Code, data: Data) {
    super(`${operation} failed with ${code}`);
    this.name = 'DeclaredError';
    this.operation = operation;
    this.code = code;
    this.data = data;
  }
}

type Declared<O> = { [Code in ErrorCode<O>]: DeclaredError<Code, ErrorData<O, Code>> }[ErrorCode<O>];

/**
 * Whether `error` is one that `operation` declares; `switch (error.code)` then knows its data.
 *
 * @example if (isDeclared(error, payments.operations.charge) && error.code === 'CARD_DECLINED') …
 */
export function isDeclared<O extends AnyOperation>(error: unknown, operation: O): error is Declared<O> {
  return error instanceof DeclaredError && error.operation === operation.id;
}
