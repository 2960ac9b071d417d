import type { CarveoutError } from '../../errors/carveout-error.ts';
import type { Draft } from '../draft.ts';

/** Finds the faults of one kind in a topology. */
export type Rule = (draft: Draft) => readonly CarveoutError[];
