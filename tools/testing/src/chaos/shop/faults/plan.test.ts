import { expect, it } from 'vitest';
import { describeFault } from './fault.ts';
import { planFaults } from './plan.ts';
import type { PlannedFault } from './plan.ts';

const targets = {
  processes: ['orders', 'door', 'witness.1'],
  withDatabase: ['orders', 'witness.1'],
  withLink: ['orders'],
  brokerNodes: 3,
};
function first(count: number, seed: number, of = targets): PlannedFault[] {
  const plan = planFaults(seed, of);
  return Array.from({ length: count }, () => plan.next().value);
}

it('is a function of the seed', () => {
  expect(first(500, 7)).toEqual(first(500, 7));
  expect(first(20, 7)).not.toEqual(first(20, 8));
});

it('draws every kind of fault, every half to three seconds, for targets that are there', () => {
  const plan = first(2_000, 1);
  expect(new Set(plan.map(({ fault }) => fault.kind))).toEqual(
    new Set(['kill', 'restart', 'freeze', 'reset', 'weather', 'terminate', 'broker-kill', 'broker-freeze']),
  );
  const weathers = plan.flatMap(({ fault }) => (fault.kind === 'weather' ? Object.keys(fault.weather) : []));
  expect(new Set(weathers)).toEqual(new Set(['delayMs', 'loss', 'silent']));
  const ways = plan.flatMap(({ fault }) => ('way' in fault ? [fault.way] : []));
  expect(new Set(ways)).toEqual(new Set(['database', 'broker', 'link']));
  for (const { afterMs, fault } of plan) {
    expect(afterMs).toBeGreaterThanOrEqual(500);
    expect(afterMs).toBeLessThanOrEqual(3_000);
    if ('process' in fault) expect(targets.processes).toContain(fault.process);
    if (fault.kind === 'terminate') expect(targets.withDatabase).toContain(fault.process);
    if ('way' in fault && fault.way === 'database') expect(targets.withDatabase).toContain(fault.process);
    if ('way' in fault && fault.way === 'link') expect(targets.withLink).toContain(fault.process);
    if ('node' in fault) expect([0, 1, 2]).toContain(fault.node);
    if (fault.kind === 'freeze' || fault.kind === 'broker-freeze') {
      expect(fault.ms).toBeGreaterThanOrEqual(1_000);
      expect(fault.ms).toBeLessThanOrEqual(20_000);
    }
    expect(describeFault(fault)).toMatch(/^\S.*\S$/);
  }
});

it('breaks no way of calls where none travel over HTTP', () => {
  const plan = first(500, 2, { ...targets, withLink: [] });
  expect(plan.filter(({ fault }) => 'way' in fault && fault.way === 'link')).toEqual([]);
});

it('lets a broker come back before it strikes again', () => {
  let restsUntil = 0;
  let now = 0;
  for (const { afterMs, fault } of first(2_000, 3)) {
    now += afterMs;
    if (!('node' in fault)) continue;
    expect(now).toBeGreaterThanOrEqual(restsUntil);
    restsUntil = now + fault.ms + 25_000;
  }
  expect(restsUntil).toBeGreaterThan(0);
});
