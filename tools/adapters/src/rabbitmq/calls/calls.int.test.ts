import { testVhost } from '@carveout/testing/vitest';

import { describe, expect, it } from 'vitest';
import { whatCallsCarry } from '../../wire/fixture/what-calls-carry.ts';
import { tap } from '../fixture/by-hand.ts';
import { eventually } from '../fixture/eventually.ts';
import { call, echo, linkMaker, send } from '../fixture/links.ts';
import type { RabbitmqOptions } from '../index.ts';
import { CALLS_KEY, callsExchange } from '../names.ts';

const vhost = testVhost();
const links = linkMaker();

async function callerAndHost(options: Partial<RabbitmqOptions> = {}) {
  const caller = links(vhost.url, options);
  const host = links(vhost.url, options);
  await Promise.all([caller.calls.start(), host.calls.start()]);
  return { caller, host };
}

whatCallsCarry('CARV-364', callerAndHost);

describe('calls of one turn', () => {
  it('travel in messages of up to 64', async () => {
    const { caller, host } = await callerAndHost();
    await host.calls.serve('turns', echo);
    const { messages, stop } = await tap(vhost.url, callsExchange('turns'), CALLS_KEY);
    await call(caller, 'turns', 'first');
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => call(caller, 'turns', index)));
    expect(answers.map((answer) => answer.kind === 'value' && answer.value)).toEqual(answers.map((_, index) => index));
    await eventually('the copies arrived', () => messages.length >= 5);
    expect(messages.map(({ content }) => (JSON.parse(content.toString()) as unknown[]).length)).toEqual([
      1, 64, 64, 64, 8,
    ]);
    expect(messages[0]!.properties).toMatchObject({ type: 'carveout.calls.1', deliveryMode: undefined });
    expect(Number(messages[0]!.properties.expiration)).toBeLessThanOrEqual(20_000);
    await stop();
  });

  it('travel in messages of up to 64 KiB, a larger call alone', async () => {
    const { caller, host } = await callerAndHost();
    await host.calls.serve('bytes', echo);
    const { messages, stop } = await tap(vhost.url, callsExchange('bytes'), CALLS_KEY);
    const inputs = [...Array.from({ length: 20 }, () => 'é'.repeat(5_000)), 'x'.repeat(100_000), 'small'];
    const answers = await Promise.all(inputs.map((input) => call(caller, 'bytes', input)));
    expect(answers.map((answer) => answer.kind === 'value' && answer.value)).toEqual(inputs);
    const carried = (): number => messages.flatMap(({ content }) => JSON.parse(content.toString()) as unknown[]).length;
    await eventually('the copies arrived', () => carried() === inputs.length);
    const large = messages.filter(({ content }) => content.length > 64 * 1024);
    expect(large.map(({ content }) => (JSON.parse(content.toString()) as unknown[]).length)).toEqual([1]);
    expect(messages.length).toBeLessThan(8);
    await stop();
  });

  it('have each their own fate', async () => {
    const { caller, host } = await callerAndHost();
    const slow = Promise.withResolvers<void>();
    await host.calls.serve('fates', async ({ input }) => {
      if (input === 'slow') await slow.promise;
      if (input === 'broken') throw new Error('broken');
      return { kind: 'value', value: input };
    });
    const late = call(caller, 'fates', 'slow');
    const others = await Promise.all(['a', 'broken', 'b'].map((input) => call(caller, 'fates', input)));
    expect(others.map(({ kind }) => kind)).toEqual(['value', 'fault', 'value']);
    slow.resolve();
    expect(await late).toEqual({ kind: 'value', value: 'slow' });
  });

  it('are spread over replicas, which share the work', async () => {
    const { caller, host } = await callerAndHost();
    const second = links(vhost.url);
    await second.calls.start();
    const taken = [0, 0];
    await host.calls.serve('divided-work', async () => ({ kind: 'value', value: (taken[0]! += 1) }));
    await second.calls.serve('divided-work', async () => ({ kind: 'value', value: (taken[1]! += 1) }));
    const turn = (): Promise<unknown> => Promise.all(Array.from({ length: 40 }, () => call(caller, 'divided-work', 1)));
    for (let turns = 0; turns < 4; turns += 1) await turn();
    const before = [...taken];
    // By now the caller knows of both: the calls of a single turn are no longer one replica's alone.
    await turn();
    expect(taken[0]! - before[0]!).toBeGreaterThan(0);
    expect(taken[1]! - before[1]!).toBeGreaterThan(0);
  });
});

describe('limits', () => {
  it('refuses calls beyond callsInFlight as not sent, and takes new ones when some have settled', async () => {
    const caller = links(vhost.url, { limits: { callsInFlight: 10 } });
    const host = links(vhost.url);
    await Promise.all([caller.calls.start(), host.calls.start()]);
    const release = Promise.withResolvers<void>();
    await host.calls.serve('in-flight', async () => release.promise.then(() => ({ kind: 'value', value: 1 })));
    const pending = Array.from({ length: 12 }, () => send(caller, 'in-flight', 1));
    expect(await pending[10]!.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-365' });
    expect(await pending[11]!.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-365' });
    // A deadline passes for one of them.
    pending[0]!.reply({ kind: 'outcome-unknown', code: 'CARV-305', message: 'deadline' });
    await eventually('there is room again', async () => {
      const one = send(caller, 'in-flight', 1);
      release.resolve();
      return (await one.answer).kind === 'value';
    });
    expect((await Promise.all(pending.slice(1, 10).map(({ answer }) => answer))).map(({ kind }) => kind)).toEqual(
      Array.from({ length: 9 }, () => 'value'),
    );
  });

  it('answers calls beyond callsRunning as not sent', async () => {
    const caller = links(vhost.url);
    const host = links(vhost.url, { limits: { callsRunning: 3 } });
    await Promise.all([caller.calls.start(), host.calls.start()]);
    const release = Promise.withResolvers<void>();
    await host.calls.serve('running', async () => release.promise.then(() => ({ kind: 'value', value: 1 })));
    const pending = Array.from({ length: 5 }, () => send(caller, 'running', 1));
    const refused = await Promise.all(pending.slice(3).map(({ answer }) => answer));
    for (const reply of refused) expect(reply).toMatchObject({ kind: 'not-sent', code: 'CARV-312' });
    release.resolve();
    const run = await Promise.all(pending.slice(0, 3).map(({ answer }) => answer));
    expect(run.map(({ kind }) => kind)).toEqual(['value', 'value', 'value']);
  });
});

describe('no host', () => {
  it('is reported at once where the module never ran', async () => {
    const caller = links(vhost.url);
    await caller.calls.start();
    const pending = send(caller, 'nobody', 1);
    expect(await pending.answer).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
    expect(pending.sentAt).toBeUndefined();
  });

  it('is reported at once where it ran before, for every call of the message', async () => {
    const { caller, host } = await callerAndHost();
    const served = await host.calls.serve('left', echo);
    expect(await call(caller, 'left', 1)).toEqual({ kind: 'value', value: 1 });
    await served.close();
    const answers = await Promise.all(Array.from({ length: 70 }, () => call(caller, 'left', 1)));
    for (const answer of answers) expect(answer).toMatchObject({ kind: 'not-sent', code: 'CARV-361' });
    await host.calls.serve('left', echo);
    expect(await call(caller, 'left', 2)).toEqual({ kind: 'value', value: 2 });
  });
});

describe('stopping', () => {
  it('answers what a closing host has taken, while another one goes on', async () => {
    const { caller, host } = await callerAndHost();
    const release = Promise.withResolvers<void>();
    let taken = 0;
    const served = await host.calls.serve('closing', async () => {
      taken += 1;
      await release.promise;
      return { kind: 'value', value: 'first' };
    });
    const running = Array.from({ length: 5 }, () => call(caller, 'closing', 1));
    await eventually('the host has them', () => taken === 5);
    const closed = served.close();
    release.resolve();
    await closed;
    expect((await Promise.all(running)).map((reply) => reply.kind)).toEqual(Array.from({ length: 5 }, () => 'value'));
  });

  it('lets calls in flight settle, and refuses new ones', async () => {
    const { caller, host } = await callerAndHost();
    const release = Promise.withResolvers<void>();
    let taken = 0;
    await host.calls.serve('stopping', async ({ input }) => {
      taken += 1;
      await release.promise;
      return { kind: 'value', value: input };
    });
    const settles = call(caller, 'stopping', 'settles');
    await eventually('the host has it', () => taken === 1);
    const stopped = caller.calls.stop(30_000);
    await eventually('new calls are refused', async () => (await call(caller, 'stopping', 'new')).kind === 'not-sent');
    release.resolve();
    expect(await settles).toEqual({ kind: 'value', value: 'settles' });
    await stopped;
    expect(caller.calls.health()).toBeDefined();
  });

  it('reports what does not settle in the time that it has', async () => {
    const { caller, host } = await callerAndHost();
    let taken = 0;
    await host.calls.serve('hanging', () => {
      taken += 1;
      return new Promise(() => undefined);
    });
    const never = send(caller, 'hanging', 'never');
    await eventually('the host has it', () => taken === 1);
    await caller.calls.stop(100);
    expect(await never.answer).toMatchObject({ kind: 'outcome-unknown', code: 'CARV-363' });
  });
});
