import type { AnyOperation } from '@carveout/contract';
import type { CallReply, CallRequest } from '../ports/index.ts';
import type { Series } from './call-histogram.ts';
import { Pace } from '../load/pace.ts';
import { parserOf } from './parse.ts';
import type { Parser } from './parse.ts';
import { failOf } from './fail.ts';
import type { HostedModule } from './hosted-module.ts';

/** One operation as this process answers it. */
export interface ServedOperation {
  readonly operation: AnyOperation;
  readonly run: (input: unknown, context: unknown) => unknown;
  readonly fail: (code: string, data: unknown) => never;
  /** Its outcomes are saved under their keys: a command, not idempotent by declaration, in a module with a store. */
  readonly saved: boolean;
  /** To run it again has no second effect. */
  readonly repeatable: boolean;
  readonly parseInput: Parser;
  readonly parseOutput: Parser;
  readonly durations: Series;
  /** What a call of another process to it takes. */
  readonly pace: Pace;
  /** How a saga is entered, in place of `run`. */
  readonly enter: Enter | undefined;
}

/** Answers one call in place of a handler. */
export type Enter = (request: CallRequest, input: unknown) => Promise<CallReply>;

export function serveOperation(
  host: HostedModule,
  operation: AnyOperation,
  run: (input: never, context: never) => unknown,
  enter?: Enter,
): ServedOperation {
  const saved = operation.kind === 'command' && !operation.idempotent && host.store !== undefined;
  return {
    operation,
    run: run as (input: unknown, context: unknown) => unknown,
    fail: failOf(operation),
    saved,
    repeatable: saved || operation.kind === 'query' || operation.idempotent,
    parseInput: parserOf(operation.input),
    parseOutput: parserOf(operation.output),
    durations: host.work.series({ module: host.name, work: operation.name }),
    pace: new Pace(),
    enter,
  };
}
