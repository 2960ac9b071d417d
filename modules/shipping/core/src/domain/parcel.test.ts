import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leave, makeReady, readyBefore, stop, type ParcelState } from './parcel.ts';

const now = new Date('2026-01-02T03:04:05Z');
const booked = (): ParcelState => ({ status: 'booked', readyAt: null, leftAt: null });

describe('a parcel', () => {
  it('is booked, made ready by the placed order, and leaves', () => {
    const parcel = booked();
    makeReady(parcel, now);
    expect(parcel).toEqual({ status: 'ready', readyAt: now, leftAt: null });
    expect(leave(parcel, now)).toBe('done');
    expect(parcel).toEqual({ status: 'left', readyAt: now, leftAt: now });
  });

  it('does not leave before its order was placed', () => {
    const parcel = booked();
    expect(leave(parcel, now)).toBe('not-ready');
    expect(parcel).toEqual(booked());
  });

  it('can be stopped until it has left, and then tells when that was', () => {
    const parcel = booked();
    makeReady(parcel, now);
    leave(parcel, now);
    expect(stop(parcel)).toEqual({ left: now });
    expect(parcel.status).toBe('left');
  });

  it('stays stopped: never both stopped and left, whatever comes in whatever order', () => {
    const acts = fc.array(fc.constantFrom('ready', 'leave', 'stop'), { maxLength: 12 });
    fc.assert(
      fc.property(acts, (sequence) => {
        const parcel = booked();
        let stopped = 0;
        let left = 0;
        for (const act of sequence) {
          if (act === 'ready') makeReady(parcel, now);
          if (act === 'leave' && leave(parcel, now) === 'done') left++;
          if (act === 'stop' && 'stopped' in stop(parcel)) stopped ||= 1;
        }
        expect(left + stopped).toBeLessThanOrEqual(1);
        expect(parcel.status === 'left').toBe(left === 1);
        expect(parcel.status === 'cancelled').toBe(stopped === 1);
      }),
    );
  });

  it('is packed before the carrier comes', () => {
    expect(readyBefore(now, 30)).toEqual(new Date('2026-01-02T02:34:05Z'));
  });
});
