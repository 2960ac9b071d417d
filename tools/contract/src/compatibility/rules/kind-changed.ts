import type { ContractRule } from './rule.ts';

/** A command stays a command, a query a query and an event an event. */
export const kindChanged: ContractRule = (before, after) =>
  Object.entries(before.operations)
    .filter(([name, { kind }]) => Object.hasOwn(after.operations, name) && after.operations[name]!.kind !== kind)
    .map(([name, { kind }]) => ({
      where: `${before.contract}.${name}`,
      what: `${kind} became ${after.operations[name]!.kind}`,
      why: 'the two versions send, repeat and save it differently, so that one side may run it twice or not at all',
      remedy: 'Add an operation of the new kind under another name; remove the old one a release later',
    }));
