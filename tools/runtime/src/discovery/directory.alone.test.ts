import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Directory } from './directory.ts';
import { Networks } from './networks.ts';
import { ToldDiscovery, instance } from './testing/instances.ts';

let discovery: ToldDiscovery;
let directory: Directory;
let lines: string[];

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  lines = [];
  discovery = new ToldDiscovery();
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });
  directory = new Directory({ discovery, modules: ['stock'], networks: new Networks(), log });
  await directory.start();
});
afterEach(async () => {
  await directory.stop();
  vi.useRealTimers();
});

const see = (...ids: string[]): void =>
  discovery.see(
    'stock',
    ids.map((id) => instance(id)),
  );
const known = (): string[] =>
  directory.members('stock').map(({ instance: { id }, listed }) => (listed ? id : `(${id})`));
const memberOf = (id: string) => directory.members('stock').find((one) => one.instance.id === id)!;

describe('the picture', () => {
  it('is the last one, with those kept that are still in it', () => {
    see('a', 'b');
    const a = memberOf('a');
    a.began(3);
    see('a', 'c');
    expect(known()).toEqual(['a', 'c', '(b)']);
    expect(memberOf('a')).toBe(a);
    expect(directory.members('prices')).toEqual([]);
  });

  it('holds one that is listed twice once', () => {
    see('a', 'a');
    expect(known()).toEqual(['a']);
  });

  it('takes one that has moved, or was started anew, for another one', () => {
    see('a');
    const before = memberOf('a');
    discovery.see('stock', [instance('a', { ports: { link: 4001 } })]);
    expect(directory.members('stock')[0]).not.toBe(before);
    expect(known()).toEqual(['a', '(a)']);
  });

  it('leaves out what lies outside of the networks, and says so once', () => {
    for (let picture = 0; picture < 3; picture += 1)
      discovery.see('stock', [instance('a'), instance('b', { host: '169.254.169.254' })]);
    expect(known()).toEqual(['a']);
    expect(lines.length).toBe(1);
    expect(lines[0]).toContain('169.254.169.254');
  });
});

describe('one that is not listed any more', () => {
  it('is kept for five minutes, and without another picture forgotten then', () => {
    see('a', 'b');
    see('a');
    vi.advanceTimersByTime(299_000);
    expect(known()).toEqual(['a', '(b)']);
    vi.advanceTimersByTime(2_000);
    expect(known()).toEqual(['a']);
  });

  it('is forgotten when it has refused a connection', () => {
    see('a', 'b');
    see('a');
    memberOf('b').began();
    memberOf('b').ended('refused');
    vi.advanceTimersByTime(500);
    expect(known()).toEqual(['a']);
  });

  it('is the same again when it is listed again', () => {
    see('a');
    const before = memberOf('a');
    see();
    see('a');
    expect(memberOf('a')).toBe(before);
    expect(known()).toEqual(['a']);
  });

  it('is believed for a minute after the registry was away, and kept then even if it refuses', () => {
    see('a', 'b');
    discovery.fault = 'away';
    vi.advanceTimersByTime(1_000);
    discovery.fault = undefined;
    see('a');
    expect(memberOf('b').believedUntil).toBeGreaterThan(performance.now() + 58_000);
    memberOf('b').began();
    memberOf('b').ended('refused');
    vi.advanceTimersByTime(50_000);
    expect(known()).toEqual(['a', '(b)']);
    vi.advanceTimersByTime(11_000);
    expect(known()).toEqual(['a']);
  });

  it('is not believed where the registry was well', () => {
    see('a', 'b');
    vi.advanceTimersByTime(1_000);
    see('a');
    expect(memberOf('b').believedUntil).toBeLessThan(performance.now());
  });
});

describe('health', () => {
  it('is a fault until the registry has told of each module, and none when it is away later', () => {
    expect(directory.health()).toContain('told has not said where stock are: it has not answered yet');
    discovery.fault = 'no route';
    expect(directory.health()).toContain('no route');
    see();
    expect(directory.health()).toBeUndefined();
  });
});
