import type { MarkSet } from '../history.ts';
import type { Evidence, MarkRow } from './evidence.ts';

/**
 * Every mark that was set is heard once, and those of one key in the order in which they were set. Each that was
 * acknowledged was set once, with the number that was answered; one that nobody knows of once or not at all; no other.
 */
export function markFaults(evidence: Evidence): string[] {
  const { marks, heard } = evidence;
  const heardOf = new Map<string, number[]>();
  for (const row of heard)
    if (row.what === 'marked') heardOf.set(row.key, [...(heardOf.get(row.key) ?? []), row.number!]);
  const set = new Map(marks.map(({ key, number }) => [key, number]));
  const faults: string[] = [];
  for (const key of new Set([...heardOf.keys(), ...set.keys()]))
    for (const fault of orderFaults(heardOf.get(key) ?? [], set.get(key) ?? 0))
      faults.push(`marks of ${key}: ${fault}`);
  return [...faults, ...outcomeFaults(evidence, set)];
}

function orderFaults(heard: readonly number[], set: number): string[] {
  const faults: string[] = [];
  const times = new Map<number, number>();
  for (const number of heard) times.set(number, (times.get(number) ?? 0) + 1);
  for (const [number, count] of times) if (count > 1) faults.push(`${number} took effect ${count} times`);
  for (const number of times.keys()) if (number > set) faults.push(`${number} was heard, but only ${set} were set`);
  const missing = Array.from({ length: set }, (_, at) => at + 1).filter((number) => !times.has(number));
  if (missing.length > 0) faults.push(`${missing.length} of ${set} were never heard, the first is ${missing[0]}`);
  const late = heard.findIndex((number, at) => at > 0 && number < heard[at - 1]!);
  if (late > 0) faults.push(`${heard[late]} was heard after ${heard[late - 1]}`);
  return faults;
}

/** An outcome is saved with its mark: what is answered is what was saved, and nothing was set without one. */
function outcomeFaults({ operations, markOutcomes }: Evidence, set: ReadonlyMap<string, number>): string[] {
  const saved = new Map<string, MarkRow[]>();
  const numbersOf = new Map<string, number[]>();
  for (const row of markOutcomes) {
    saved.set(row.key, [...(saved.get(row.key) ?? []), row]);
    numbersOf.set(row.of, [...(numbersOf.get(row.of) ?? []), row.number]);
  }
  const faults: string[] = [];
  for (const one of operations) {
    if (one.kind !== 'mark') continue;
    for (const fault of faultsOf(one, saved.get(one.key) ?? [])) faults.push(`mark ${one.key}: ${fault}`);
    saved.delete(one.key);
  }
  for (const key of saved.keys()) faults.push(`mark ${key} was set, and nobody asked for it`);
  for (const key of new Set([...set.keys(), ...numbersOf.keys()])) {
    const numbers = numbersOf.get(key) ?? [];
    const count = set.get(key) ?? 0;
    if (new Set(numbers).size !== numbers.length) faults.push(`marks of ${key}: one number answers two of them`);
    if (count !== numbers.length) faults.push(`marks of ${key}: ${count} were set, with ${numbers.length} outcomes`);
  }
  return faults;
}

function faultsOf({ outcome, code, of, number }: MarkSet, saved: readonly MarkRow[]): string[] {
  const [row] = saved;
  if (saved.length > 1) return [`was set ${saved.length} times`];
  if (row !== undefined && row.of !== of) return [`was to mark ${of}, and marked ${row.of}`];
  switch (outcome) {
    case 'acknowledged':
      if (row === undefined) return ['acknowledged, but never set'];
      return row.number === number ? [] : [`acknowledged as number ${number}, but is number ${row.number}`];
    case 'unknown':
      return [];
    case 'not-sent':
      return row === undefined ? [] : ['was never sent, but set'];
    case 'refused':
      return [`refused with ${code} for no reason${row === undefined ? '' : ', but set'}`];
  }
}
