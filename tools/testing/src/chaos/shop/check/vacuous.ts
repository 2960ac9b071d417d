import type { Operation } from '../history.ts';

/** With fewer operations, it may be chance that few of a kind succeeded. */
const ENOUGH = 100;
/** Of each kind, the part that must have been acknowledged. Of checkouts, which call all the others, six in ten are. */
const LEAST_SHARE = 0.3;
const KINDS = ['checkout', 'cancellation', 'transfer', 'mark'] as const;

/** Of a kind that was drawn less often, it may be chance that none found anything to break. */
const ENOUGH_FAULTS = 10;

type FaultCounts = Readonly<Record<string, number>>;

/**
 * A run in which little was broken has shown little, too: the kinds of faults that were drawn often and of which none was
 * carried out, a line each; and that there was none of any kind.
 */
export function idleFaults(operations: number, carriedOut: FaultCounts, missed: FaultCounts): string[] {
  if (operations >= ENOUGH && Object.keys(carriedOut).length === 0) return ['no fault was carried out'];
  return Object.entries(missed).flatMap(([kind, drawn]) =>
    drawn < ENOUGH_FAULTS || (carriedOut[kind] ?? 0) > 0
      ? []
      : [`${drawn} faults of kind ${kind} were drawn, and none was carried out`],
  );
}

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
