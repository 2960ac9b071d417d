import type { AnyOperation } from '@carveout/contract';
import type { Fallback } from '../definition/fallbacks.ts';
import type { CallLink, CallReply } from '../ports/index.ts';
import type { CallGuard } from '../resilience/call-guard.ts';
import type { CallHistogram, Series } from './call-histogram.ts';
import { parserOf } from './parse.ts';
import type { Parser } from './parse.ts';
import type { Tracing } from './tracing.ts';

/** Everything about one caller's calls to one operation that does not change from call to call. */
export class CallRoute {
  readonly operation: AnyOperation;
  readonly link: CallLink;
  readonly parseOutput: Parser;
  readonly tracing: Tracing | undefined;
  readonly guard: CallGuard;
  readonly fallback: Fallback | undefined;
  readonly #histogram: CallHistogram;
  readonly #labels: Readonly<Record<string, string>>;
  readonly #values: Series;
  readonly #others = new Map<string, Series>();

  constructor(
    caller: string,
    operation: AnyOperation,
    link: CallLink,
    histogram: CallHistogram,
    tracing: Tracing | undefined,
    guard: CallGuard,
    fallback: Fallback | undefined,
  ) {
    this.operation = operation;
    this.link = link;
    this.parseOutput = parserOf(operation.output);
    this.tracing = tracing;
    this.guard = guard;
    this.fallback = guard.policy.fallback ? fallback : undefined;
    this.#histogram = histogram;
    this.#labels = { caller, operation: operation.id, link: link.name };
    this.#values = histogram.series({ ...this.#labels, outcome: 'value' });
  }

  observe(outcome: CallReply['kind'], ms: number): void {
    if (outcome === 'value') this.#values.observe(ms);
    else this.#other(outcome).observe(ms);
  }

  #other(outcome: string): Series {
    let series = this.#others.get(outcome);
    if (series === undefined) {
      series = this.#histogram.series({ ...this.#labels, outcome });
      this.#others.set(outcome, series);
    }
    return series;
  }
}
