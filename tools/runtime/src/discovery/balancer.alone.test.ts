import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Balancer } from './balancer.ts';
import type { Directory } from './directory.ts';
import type { Member } from './member.ts';
import { member } from './testing/instances.ts';

// Who is ejected stays so, however long a test takes.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function balancer(members: readonly Member[], zone?: string): Balancer {
  return new Balancer({ members: () => members } as unknown as Directory, zone);
}

/** Ids of what many choices fell on, in alphabetical order. */
function chosen(from: Balancer, tried?: ReadonlySet<Member>): string[] {
  return [...new Set(Array.from({ length: 200 }, () => from.pick('m', tried)?.instance.id ?? 'none'))].toSorted();
}

function ejected(id: string): Member {
  const one = member(id);
  one.began();
  one.ended('refused');
  return one;
}

function unlisted(one: Member): Member {
  one.listed = false;
  return one;
}

describe('the choice', () => {
  it('is the less busy of two', () => {
    const [idle, busy] = [member('idle'), member('busy')];
    busy.began(2);
    expect(chosen(balancer([busy, idle]))).toEqual(['idle']);
  });

  it('falls on all, but never on the busiest', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => member(id));
    all[3]!.began();
    expect(chosen(balancer(all))).toEqual(['a', 'b', 'c']);
  });

  it('is none where nobody is known, or all have been tried', () => {
    const one = member('a');
    expect(balancer([]).pick('m')).toBeUndefined();
    expect(balancer([one]).pick('m', new Set([one]))).toBeUndefined();
  });

  it('does not fall on those that have been tried, nor on ejected ones while there are others', () => {
    const [a, b] = [member('a'), member('b')];
    expect(chosen(balancer([a, b, ejected('c')]), new Set([a]))).toEqual(['b']);
  });

  it('falls on an ejected one where all are: it may have come back', () => {
    expect(chosen(balancer([ejected('a'), ejected('b')]))).toEqual(['a', 'b']);
  });

  it('falls on unlisted ones where no listed one is left that takes work, and never after they refused it', () => {
    expect(chosen(balancer([member('a'), unlisted(member('b'))]))).toEqual(['a']);
    expect(chosen(balancer([ejected('a'), unlisted(member('b'))]))).toEqual(['b']);
    expect(chosen(balancer([ejected('a'), unlisted(ejected('b'))]))).toEqual(['a']);
    expect(chosen(balancer([unlisted(ejected('b'))]))).toEqual(['none']);
  });

  it('takes one that the registry has just forgotten for listed', () => {
    const [believed, refusing] = [unlisted(member('b')), unlisted(ejected('c'))];
    for (const one of [believed, refusing]) one.believedUntil = performance.now() + 60_000;
    expect(chosen(balancer([member('a'), believed]))).toEqual(['a', 'b']);
    expect(chosen(balancer([refusing]))).toEqual(['c']);
  });
});

describe('zones', () => {
  const here = (id: string): Member => member(id, { zone: 'here' });
  const there = (id: string): Member => member(id, { zone: 'there' });

  it('are kept to, until those of the own one have more than 32 units more to do', () => {
    const [near, far] = [here('near'), there('far')];
    near.began(32);
    expect(chosen(balancer([near, far], 'here'))).toEqual(['near']);
    near.began();
    expect(chosen(balancer([near, far], 'here'))).toEqual(['far']);
  });

  it('do not matter where none is in the own one, all are, or there is none', () => {
    expect(chosen(balancer([there('a'), there('b')], 'here'))).toEqual(['a', 'b']);
    expect(chosen(balancer([here('a'), here('b')], 'here'))).toEqual(['a', 'b']);
    expect(chosen(balancer([here('a'), there('b')]))).toEqual(['a', 'b']);
  });
});
