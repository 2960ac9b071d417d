import type { Operation } from '../history.ts';

/** With fewer operations, it may be chance that few of a kind succeeded. */
const ENOUGH = 100;
/** Of each kind, the part that must have been acknowledged. Of checkouts, which call all the others, six in ten are. */
const LEAST_SHARE = 0.3;
const KINDS = ['checkout', 'cancellation', 'transfer', 'mark'] as const;

/** Of a kind that was drawn less often, it may be chance that none found anything to break. */
const ENOUGH_FAULTS = 10;
/**
 * Of a kind on one way, likewise. Half of the links may lead to processes that nobody calls: twenty in a row without a
 * connection are one in a million then, and ten one in a thousand.
 */
const ENOUGH_ON_A_WAY = 20;

/** By kind, or by kind and way. */
type FaultCounts = Readonly<Record<string, number>>;

/**
 * A run in which little was broken has shown little, too: the kinds of faults that were drawn often and of which none was
 * carried out, on any way or on one of them, a line each; and that there was none of any kind.
 */
export function idleFaults(operations: number, carriedOut: FaultCounts, missed: FaultCounts): string[] {
  if (operations >= ENOUGH && Object.keys(carriedOut).length === 0) return ['no fault was carried out'];
  const kinds = idle(ofKinds(carriedOut), ofKinds(missed), ENOUGH_FAULTS);
  const onWays = idle(carriedOut, missed, ENOUGH_ON_A_WAY).filter(
    ([name]) => !kinds.some(([kind]) => kind === kindOf(name)),
  );
  return [...kinds, ...onWays].map(
    ([name, drawn]) => `${drawn} faults of kind ${name} were drawn, and none was carried out`,
  );
}

function idle(carriedOut: FaultCounts, missed: FaultCounts, enough: number): [name: string, drawn: number][] {
  return Object.entries(missed).filter(([name, drawn]) => drawn >= enough && !carriedOut[name]);
}

/** The same on all ways. */
function ofKinds(counts: FaultCounts): FaultCounts {
  const kinds: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts)) kinds[kindOf(name)] = (kinds[kindOf(name)] ?? 0) + count;
  return kinds;
}

const kindOf = (name: string): string => name.split(' ')[0]!;

/** A run in which little succeeded has shown little: the kinds of which too few were acknowledged, a line each. */
export function vacuous(operations: readonly Operation[]): string[] {
  if (operations.length < ENOUGH) return [];
  return KINDS.flatMap((kind) => {
    const own = operations.filter((one) => one.kind === kind);
    const acknowledged = own.filter(({ outcome }) => outcome === 'acknowledged').length;
    const least = own.length < ENOUGH ? 1 : own.length * LEAST_SHARE;
    if (acknowledged >= least) return [];
    return [`${acknowledged} of ${own.length} operations of kind ${kind} were acknowledged: too few to show anything`];
  });
}
