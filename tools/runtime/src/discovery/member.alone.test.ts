import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Member } from './member.ts';
import { member } from './testing/instances.ts';

const now = (): number => performance.now();
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function send(to: Member, how: 'answered' | 'refused' | 'failed'): void {
  to.began();
  to.ended(how);
}

/** How long it is left alone, after what has just ejected it. */
function ejectionMs(one: Member): number {
  let ms = 0;
  for (; !one.usable(now()); ms += 10) vi.advanceTimersByTime(10);
  return ms;
}

describe('an instance', () => {
  it('is left alone at once when it takes no connection, and after three failures in a row', () => {
    const [refusing, failing, mixed] = [member('a'), member('b'), member('c')];
    send(refusing, 'refused');
    expect(refusing.usable(now())).toBe(false);
    for (const how of ['failed', 'failed'] as const) send(failing, how);
    expect(failing.usable(now())).toBe(true);
    send(failing, 'failed');
    expect(failing.usable(now())).toBe(false);
    for (const how of ['failed', 'failed', 'answered', 'failed', 'failed'] as const) send(mixed, how);
    expect(mixed.usable(now())).toBe(true);
  });

  it('is tried with one piece of work at a time, until it has answered', () => {
    const one = member('a');
    send(one, 'refused');
    expect(ejectionMs(one)).toBeLessThanOrEqual(510);
    one.began();
    expect(one.usable(now())).toBe(false);
    one.ended('answered');
    expect(one.usable(now())).toBe(true);
    expect(one.ejected).toBe(false);
    one.began(100);
    expect(one.usable(now())).toBe(true);
  });

  it('is left alone for longer each time, up to 15 s, half of it by chance', () => {
    const one = member('a');
    const longest = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];
    for (const most of longest) {
      send(one, 'refused');
      const ms = ejectionMs(one);
      expect(ms).toBeGreaterThanOrEqual(most / 2 - 10);
      expect(ms).toBeLessThanOrEqual(most + 10);
    }
  });

  it('is not ejected again for work that it was sent before', () => {
    const one = member('a');
    one.began(3);
    one.ended('refused');
    one.ended('failed');
    one.ended('refused');
    expect(ejectionMs(one)).toBeLessThanOrEqual(510);
  });

  it('counts what is in flight, whatever becomes of it', () => {
    const one = member('a');
    one.began(5);
    one.ended('answered', 2);
    one.withdrawn();
    one.ended('failed', 2);
    expect(one.inFlight).toBe(0);
  });
});
