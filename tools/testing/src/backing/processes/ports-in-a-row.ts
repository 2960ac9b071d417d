import { isFree } from './free-port.ts';
import { ofThisWorker } from './worker-ports.ts';

/** Below the ports from which backing servers and outgoing connections take theirs. */
const [lowest, highest] = ofThisWorker([5_000, 9_800]);
/** `up` gives its processes the ports right behind the door's, and others from 100 behind it on. */
const FOR_OTHERS = 100;
const STEP = 10;

const given = new Set<number>();

/**
 * The first of `count` ports in a row of 127.0.0.1 that nobody listens on just now. No two workers of vitest are given
 * the same, nor is what was given in this process: between the answer and its use, the port looks free to others.
 */
export async function freePortsFrom(count: number): Promise<number> {
  for (const first of inAnyOrder(firstsFor(count))) {
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if (ports.some((port) => given.has(port))) continue;
    for (const port of ports) given.add(port);
    if ((await Promise.all(ports.map((port) => isFree(port)))).every(Boolean)) return first;
  }
  throw new Error(`found no ${count} free ports in a row on 127.0.0.1 that were not given before`);
}

/** Where a row may begin, so that it ends before the ports for others. */
function firstsFor(count: number): number[] {
  const firsts: number[] = [];
  for (let block = lowest; block < highest; block += 2 * FOR_OTHERS)
    for (let first = block; first + count <= block + FOR_OTHERS; first += STEP) firsts.push(first);
  return firsts;
}

/** Another checkout's tests draw from the same ranges. */
function inAnyOrder(ports: readonly number[]): number[] {
  return ports
    .map((port) => ({ port, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ port }) => port);
}
