import { pino } from 'pino';
import { Counter, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { listen } from '../testing/open-door.ts';
import { createAdmin } from './create-admin.ts';
import type { HealthDetail } from './create-admin.ts';

async function openAdmin(health: () => HealthDetail = () => ({ modules: { orders: undefined } })) {
  const registry = new Registry();
  new Counter({ name: 'things_total', help: 'Things.', registers: [registry] }).inc(3);
  const log = pino({ level: 'silent' });
  const port = await listen(createAdmin({ registry, health, ready: () => false, live: () => true, log }));
  return (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
}

describe('the admin app', () => {
  it('answers metrics in the Prometheus format', async () => {
    const get = await openAdmin();
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(await response.text()).toContain('things_total 3');
  });

  it('tells the health of each part, and 503 while one is unwell', async () => {
    const link: { wrong?: string } = {};
    const get = await openAdmin(() => ({ modules: { orders: undefined }, links: { rabbitmq: link.wrong } }));
    const well = await get('/health');
    link.wrong = 'the broker is away since 10:00';
    const unwell = await get('/health');
    expect([well.status, unwell.status]).toEqual([200, 503]);
    expect(await well.json()).toEqual({ ok: true, modules: { orders: 'ok' }, links: { rabbitmq: 'ok' } });
    expect(await unwell.json()).toMatchObject({ ok: false, links: { rabbitmq: 'the broker is away since 10:00' } });
  });

  it('answers health by status, and nothing else', async () => {
    const get = await openAdmin();
    expect((await get('/health/live')).status).toBe(200);
    expect((await get('/health/ready')).status).toBe(503);
    expect((await get('/')).status).toBe(404);
    expect((await get('/metrics', 'POST')).status).toBe(405);
  });
});
