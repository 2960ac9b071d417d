import type { BreakingChange } from '../breaking-change.ts';
import type { ContractDescription, EventDescription, OperationDescription } from '../description/description.ts';

/** One way in which a contract may break its neighbours. `where` is the id of what is compared. */
export type Rule<T> = (before: T, after: T, where: string) => BreakingChange[];

export type ContractRule = Rule<ContractDescription>;
export type OperationRule = Rule<OperationDescription>;
export type EventRule = Rule<EventDescription>;
