import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, context, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Spans of calls and deliveries through the OpenTelemetry API. Absent when no tracer provider is registered. */
export class Tracing {
  readonly #tracer: Tracer;

  constructor(tracer: Tracer) {
    this.#tracer = tracer;
  }

  /** Undefined when spans would go nowhere, so that the pipeline pays nothing for them. */
  static detect(): Tracing | undefined {
    const tracer = trace.getTracer('carveout');
    const probe = tracer.startSpan('carveout.probe', {}, ROOT_CONTEXT);
    const live = probe.spanContext().traceId !== '00000000000000000000000000000000';
    probe.end();
    return live ? new Tracing(tracer) : undefined;
  }

  /** Starts a span under the W3C `traceparent`, or a new trace without one. */
  start(
    name: string,
    kind: keyof typeof SPAN_KINDS,
    parent: string | undefined,
    attributes: Record<string, string>,
  ): Span {
    return this.#tracer.startSpan(name, { kind: SPAN_KINDS[kind], attributes }, parentContext(parent));
  }

  /** Runs `work` with the span as the active one, for libraries that look for it. */
  within<T>(span: Span, work: () => T): T {
    return context.with(trace.setSpan(ROOT_CONTEXT, span), work);
  }
}

const SPAN_KINDS = {
  client: SpanKind.CLIENT,
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

function parentContext(traceparent: string | undefined): Context {
  const match = traceparent === undefined ? null : TRACEPARENT.exec(traceparent);
  if (!match) return ROOT_CONTEXT;
  const flags = parseInt(match[3]!, 16) & TraceFlags.SAMPLED;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: match[1]!,
    spanId: match[2]!,
    traceFlags: flags,
    isRemote: true,
  });
}

/** The span's identity as a W3C `traceparent`. */
export function traceparent(span: Span): string {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}

/** Ends a span, marked as failed when `problem` is given. */
export function endSpan(span: Span, problem?: string): void {
  if (problem !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: problem });
  span.end();
}
