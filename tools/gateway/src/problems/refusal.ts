import type { ErrorDefinition } from '@carveout/runtime/errors';

/** Ends a request with a problem. All of it is told to the client. */
export class Refusal extends Error {
  /** HTTP status from 400 on. */
  readonly status: number;
  /** Undefined where the status says it all. */
  readonly definition: ErrorDefinition | undefined;
  /** What happened and what to do; nothing from inside. */
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    definition: ErrorDefinition | undefined,
    detail: string,
    options: { readonly headers?: Readonly<Record<string, string>>; readonly cause?: unknown } = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Refusal';
    this.status = status;
    this.definition = definition;
    this.detail = detail;
    this.headers = options.headers ?? {};
  }
}
