import type { Topology } from '@carveout/runtime/topology';

/** What every process of a run reads from one file. */
export interface RunSettings {
  readonly topology: Topology;
  /** Of the database in which the bank keeps its ledger. */
  readonly bankUrl: string;
  /** True takes away what makes messages safe: for a run that must fail. */
  readonly control: boolean;
}
