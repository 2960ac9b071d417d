import type { Instance } from '@carveout/runtime';
import type { Member } from '@carveout/runtime/discovery';
import { describe, expect, it } from 'vitest';
import { instanceAt, linkMaker } from '../fixture/links.ts';
import type { Settings } from '../options.ts';
import type { Connections, Place } from './connections.ts';
import { InstanceChoice } from './instance-choice.ts';

const { link, registry } = linkMaker();

/** The choice among instances that the registry lists, and some that it did list, with one connection to each. */
async function choiceOf(listed: number, unlisted: number) {
  const instances = Array.from({ length: listed + unlisted }, (_, index) => instanceAt(4_000 + index));
  registry().set('stock', instances);
  const { directory } = await link();
  const members = [...directory.members('stock')];
  registry().set('stock', instances.slice(0, listed));
  const places = new Map(instances.map((one) => [one, { busy: 0 } as Place]));
  const connections = { placeOf: (instance: Instance) => places.get(instance) } as Connections;
  const choice = new InstanceChoice({ directory, limits: { connections: 1 } } as Settings, connections);
  return {
    members,
    /** Takes all connections to one. */
    occupy: (index: number) => void (places.get(instances[index]!)!.busy = 1),
    choose: (...tried: Member[]) => {
      const chosen = choice.choose('stock', tried.length === 0 ? undefined : new Set(tried));
      return typeof chosen === 'object' ? members.indexOf(chosen.member) : chosen;
    },
  };
}

function eject(member: Member): void {
  member.began();
  member.ended('refused');
}

describe('where all connections to listed instances are taken', () => {
  it('they are waited for, and those that were taken off the list get nothing', async () => {
    const { choose, occupy } = await choiceOf(2, 2);
    occupy(0);
    expect(choose()).toBe(1);
    occupy(1);
    expect(choose()).toBe('busy');
  });

  it('one that the registry has forgotten, and that is believed to be there, gets calls meanwhile', async () => {
    const { choose, occupy, members } = await choiceOf(1, 2);
    occupy(0);
    members[2]!.believedUntil = performance.now() + 60_000;
    expect(choose()).toBe(2);
    occupy(2);
    expect(choose()).toBe('busy');
  });

  it('they are waited for rather than those that refuse connections', async () => {
    const { choose, occupy, members } = await choiceOf(2, 0);
    occupy(0);
    eject(members[1]!);
    expect(choose()).toBe('busy');
  });
});

describe('where no listed instance takes calls', () => {
  it('each that was taken off the list may get them, and they are waited for when all are busy', async () => {
    const { choose, occupy, members } = await choiceOf(1, 2);
    eject(members[0]!);
    occupy(1);
    expect(choose()).toBe(2);
    occupy(2);
    expect(choose()).toBe('busy');
  });

  it('nobody is chosen when all have been tried', async () => {
    const { choose, members } = await choiceOf(1, 1);
    expect(choose(members[0]!)).toBe(1);
    expect(choose(...members)).toBeUndefined();
  });
});
