import { trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BoundSite } from './options.ts';
import { outsideRequest } from './request-state.ts';
import { openDoor } from './testing/open-door.ts';

const exporter = new InMemorySpanExporter();

beforeEach(() => {
  exporter.reset();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
afterEach(() => trace.disable());

const ended = (count: number) =>
  vi.waitFor(
    () => {
      const spans = exporter.getFinishedSpans().filter((span) => span.name !== 'carveout.probe');
      expect(spans).toHaveLength(count);
      return spans;
    },
    { timeout: 20_000 },
  );

describe('requests at the door, while tracing is on', () => {
  it('have a span each, named by their route, under which their calls are', async () => {
    const seen: (string | undefined)[] = [];
    const site: BoundSite = {
      routes: (router) => {
        router.get('/pages/:id', (context) => {
          seen.push(outsideRequest(context).trace, outsideRequest(context).trace);
          context.body = 'a page';
        });
      },
    };
    const door = await openDoor(() => ({ pong: true }), { site });
    await door.send('GET', '/pages/7', undefined, {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    await door.send('GET', '/ping');
    const [page, ping] = await ended(2);
    expect([page!.name, ping!.name]).toEqual(['GET /pages/:id', 'GET /ping']);
    expect(page!.attributes['http.response.status_code']).toBe(200);
    // A client does not decide what is traced.
    expect(page!.parentSpanContext).toBeUndefined();
    const { traceId, spanId } = page!.spanContext();
    expect(seen).toEqual([`00-${traceId}-${spanId}-01`, `00-${traceId}-${spanId}-01`]);
    expect(door.calls[0]!.request.trace).toContain(ping!.spanContext().traceId);
    expect(ping!.spanContext().traceId).not.toBe(traceId);
  });

  it('tell their failure in their span, and their trace in the log', async () => {
    const door = await openDoor(() => {
      throw new Error('inner detail');
    });
    await door.send('GET', '/ping');
    const [ping] = await ended(1);
    expect(ping!.status).toMatchObject({ message: '500' });
    expect(door.lines.find((line) => line['level'] === 50)).toMatchObject({ trace: ping!.spanContext().traceId });
  });
});
