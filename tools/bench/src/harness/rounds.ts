import type { Contestant, Figure, ReadyFigure, ResultRow, Sample } from './figure.ts';
import { median, spread } from './statistics.ts';

export interface Measured {
  readonly ready: ReadyFigure;
  /** Samples by contestant, one per round, in the contestants' order. */
  readonly samples: readonly (readonly Sample[])[];
}

/**
 * Measures a figure in rounds. Each round samples every contestant once, in turn, so that whatever else the machine
 * does falls on all of them; every other round goes backwards, so that nobody always comes after the same neighbour.
 * One sample of each goes before and is thrown away.
 */
export async function measureRounds(
  ready: ReadyFigure,
  rounds: number,
  onRound: (round: number) => void = () => undefined,
): Promise<Measured> {
  const { contestants } = ready;
  const samples = contestants.map((): Sample[] => []);
  for (const contestant of contestants) await sampleInTime(ready, contestant);
  for (let round = 1; round <= rounds; round += 1) {
    onRound(round);
    const order = contestants.map((_, index) => index);
    if (round % 2 === 0) order.reverse();
    for (const index of order) samples[index]!.push(await sampleInTime(ready, contestants[index]!));
  }
  return { ready, samples };
}

/** A sample takes seconds: one that takes this long will not come. */
const SAMPLE_WITHIN_MS = 60_000;

async function sampleInTime({ figure }: ReadyFigure, { name, sample }: Contestant): Promise<Sample> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`${figure.name}: ${name} gave no sample within ${SAMPLE_WITHIN_MS / 1000} s`)),
    SAMPLE_WITHIN_MS,
  );
  try {
    return await Promise.race([sample(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** The rows of a figure and its aspects: ours against each peer, with ratios paired within each round. */
export function rowsOf({ ready: { figure, contestants }, samples }: Measured): ResultRow[] {
  const valuesOf = (of: (sample: Sample) => number): number[][] => samples.map((all) => all.map(of));
  const peers = contestants.slice(1).map(({ name }) => name);
  return [
    ...compare(
      figure,
      peers,
      valuesOf(({ value }) => value),
    ),
    ...(figure.also ?? []).flatMap((aspect) =>
      compare(
        aspect,
        peers,
        valuesOf(({ notes }) => notes?.[aspect.note] ?? Number.NaN),
      ),
    ),
  ];
}

type Compared = Pick<Figure, 'name' | 'unit' | 'better'>;

function compare({ name, unit, better }: Compared, peers: readonly string[], values: readonly number[][]): ResultRow[] {
  const ours = values[0]!;
  return peers.map((against, index) => {
    const theirs = values[index + 1]!;
    const ratios = ours.map((value, round) => (better === 'higher' ? value / theirs[round]! : theirs[round]! / value));
    return {
      figure: name,
      against,
      ours: median(ours),
      theirs: median(theirs),
      unit,
      ratio: median(ratios),
      rounds: ratios.length,
    };
  });
}

/** Median of each note of one contestant, and how much its values differed. */
export function notesOf(samples: readonly Sample[]): {
  readonly notes: Record<string, number>;
  readonly spread: number;
} {
  const names = new Set(samples.flatMap(({ notes }) => Object.keys(notes ?? {})));
  const notes: Record<string, number> = {};
  for (const name of names) notes[name] = median(samples.map((sample) => sample.notes?.[name] ?? Number.NaN));
  return { notes, spread: spread(samples.map(({ value }) => value)) };
}
