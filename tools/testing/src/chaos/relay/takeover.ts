import { covered } from '../../measure/spans.ts';
import type { Span } from '../../measure/spans.ts';
import type { HostLine, LeaseLine } from './host-lines.ts';

/** How the successor of a relay that was frozen came by the lease. */
export interface Takeover {
  /** It had the lease already. */
  readonly before: boolean;
  readonly at: number;
  /** When the successor's own event loop was held up until then. */
  readonly heldUp: readonly Span[];
}

/** What a successor's lines say of the first time it got the lease after a freeze; undefined while it has not. */
export function takeoverSince(lines: readonly HostLine[], frozenAt: number): Takeover | undefined {
  const asked = lines.filter((line): line is LeaseLine => line.line === 'lease');
  const since = asked.filter(({ answeredAt }) => answeredAt > frozenAt);
  const got = since.findIndex(({ held }) => held);
  if (got === -1) return undefined;
  return {
    before: asked.findLast(({ answeredAt }) => answeredAt <= frozenAt)?.held ?? false,
    at: since[got]!.answeredAt,
    heldUp: since.slice(0, got + 1).flatMap(({ heldUp }) => heldUp),
  };
}

export interface Circumstances {
  readonly frozenAt: number;
  readonly leaseMs: number;
  /** When the database kept somebody else waiting who asked it all the time. */
  readonly databaseLate: readonly Span[];
}

/**
 * How long a takeover took, in ms, or what was wrong with it: that it took more than two leases, when the time is taken off
 * for which the successor was held up or the database late. Undefined when the lease went over before the freeze can have
 * had a part in that: it is renewed three times within its length.
 */
export function judgeTakeover(
  takeover: Takeover | undefined,
  { frozenAt, leaseMs, databaseLate }: Circumstances,
): number | string | undefined {
  if (takeover === undefined) return 'nobody had taken over';
  const { before, at, heldUp } = takeover;
  const took = at - frozenAt;
  if (before || took < leaseMs / 2) return undefined;
  const late = covered([...heldUp, ...databaseLate], { from: frozenAt, to: at });
  if (took - late <= 2 * leaseMs) return Math.round(took);
  return `the takeover took ${Math.round(took)} ms, more than two leases; of that the successor or the database was ${Math.round(late)} ms late`;
}
