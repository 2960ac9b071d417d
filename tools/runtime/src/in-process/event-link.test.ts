import { describe, expect, it } from 'vitest';
import type { DeliveryOutcome, EventMessage, Subscription } from '../ports/index.ts';
import { InProcessEvents } from './event-link.ts';

const message: EventMessage = {
  id: 'm',
  module: 'bank',
  event: 'paid',
  version: 1,
  key: 'k',
  payload: { amount: 1 },
  at: 0,
  envelope: { id: 'm', correlation: 'c', caller: 'bank' },
};
const source = { module: 'bank', event: 'paid', version: 1 };
const heardBy = (listener: string): Subscription => ({ module: 'audit', listener, source });
const done = (): Promise<DeliveryOutcome> => Promise.resolve({ kind: 'done' });
const link = () => new InProcessEvents(() => Promise.resolve());

describe('InProcessEvents', () => {
  it('nobody listening is success; a listener that was closed is somebody, and so is a link that was stopped', async () => {
    const events = link();
    await events.publish(message);
    const subscribed = await events.subscribe(heardBy('on-paid'), done);
    await events.publish(message);
    await subscribed.close();
    await expect(events.publish(message)).rejects.toMatchObject({ code: 'CARV-420' });
    await events.subscribe(heardBy('on-paid'), done);
    await events.publish(message);
    await events.stop();
    await expect(events.publish(message)).rejects.toMatchObject({ code: 'CARV-420' });
  });

  it('close waits for what was taken', async () => {
    const events = link();
    const handled = Promise.withResolvers<DeliveryOutcome>();
    const subscribed = await events.subscribe(heardBy('on-paid'), () => handled.promise);
    const published = events.publish(message);
    let closed = false;
    const closing = subscribed.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    handled.resolve({ kind: 'done' });
    await published;
    await closing;
  });

  it('a publish that one listener gave back fails only when the others are through with it', async () => {
    const events = link();
    const slow = Promise.withResolvers<DeliveryOutcome>();
    await events.subscribe(heardBy('gives-back'), () => Promise.resolve({ kind: 'return' }));
    await events.subscribe(heardBy('slow'), () => slow.promise);
    let settled = false;
    const published = events.publish(message).catch((error: unknown) => {
      settled = true;
      throw error;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(settled).toBe(false);
    slow.resolve({ kind: 'done' });
    await expect(published).rejects.toMatchObject({ code: 'CARV-420' });
  });

  it('listeners share nothing with each other or with the publisher', async () => {
    const events = link();
    const seen: EventMessage[] = [];
    const keep = (one: EventMessage): Promise<DeliveryOutcome> => (seen.push(one), done());
    await events.subscribe(heardBy('first'), keep);
    await events.subscribe(heardBy('second'), keep);
    await events.publish(message);
    expect(seen).toEqual([message, message]);
    expect(seen[0]!.payload).not.toBe(message.payload);
    expect(seen[0]!.payload).not.toBe(seen[1]!.payload);
  });

  it('a message is set aside before its publish counts', async () => {
    const kept: string[] = [];
    const events = new InProcessEvents(({ listener }, _message, reason) => {
      kept.push(`${listener}: ${reason}`);
      return Promise.resolve();
    });
    await events.subscribe(heardBy('on-paid'), () => Promise.resolve({ kind: 'set-aside', reason: 'poison' }));
    await events.publish(message);
    expect(kept).toEqual(['on-paid: poison']);
    const failing = new InProcessEvents(() => Promise.reject(new Error('planted: not saved')));
    await failing.subscribe(heardBy('on-paid'), () => Promise.resolve({ kind: 'set-aside', reason: 'poison' }));
    await expect(failing.publish(message)).rejects.toThrow('planted: not saved');
  });
});
