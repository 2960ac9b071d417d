/** One measurement of one contestant. */
export interface Sample {
  /** In the figure's unit. */
  readonly value: number;
  /** What else was seen, by name with its unit: `p50 ms`, `client µs`. Printed as medians, not compared. */
  readonly notes?: Readonly<Record<string, number>>;
}

/** Something that is ready to be measured, again and again. */
export interface Contestant {
  /** `ours`, or the peer's name. */
  readonly name: string;
  readonly sample: () => Promise<Sample>;
}

export interface Wanted {
  readonly against: string;
  /** At least so much; above 1 means that ours is better. Undefined when the ratio is reported only. */
  readonly ratio?: number;
}

export interface Figure {
  readonly name: string;
  /** One line that says what is measured. */
  readonly what: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly wanted: readonly Wanted[];
  /** Notes of the samples that are compared too, each in a row of its own. */
  readonly also?: readonly Aspect[];
}

/** A note that is compared like a figure. */
export interface Aspect extends Pick<Figure, 'name' | 'unit' | 'better' | 'wanted'> {
  /** The note's name in `Sample.notes`. */
  readonly note: string;
}

/** A figure with its contestants, ours first, ready to be measured. */
export interface ReadyFigure {
  readonly figure: Figure;
  readonly contestants: readonly Contestant[];
}

/** Figures that share processes and backing services. */
export interface Group {
  readonly name: string;
  readonly figures: readonly Figure[];
  /**
   * Starts what the figure needs and hands it over to be measured. What the group's figures share may go on running
   * until `end`.
   */
  readonly run: (figure: Figure, measure: (ready: ReadyFigure) => Promise<void>) => Promise<void>;
  /** Ends everything that was started. */
  readonly end: () => Promise<void>;
}

/** One line of the result, as `--json` writes it. */
export interface ResultRow {
  readonly figure: string;
  readonly against: string;
  /** Median. */
  readonly ours: number;
  /** Median. */
  readonly theirs: number;
  readonly unit: string;
  /** Median of the ratios within each round; above 1 means that ours is better. */
  readonly ratio: number;
  readonly rounds: number;
}
