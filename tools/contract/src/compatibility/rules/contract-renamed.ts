import type { ContractRule } from './rule.ts';

/** A module goes by its name in every link. */
export const contractRenamed: ContractRule = (before, after) =>
  before.contract === after.contract
    ? []
    : [
        {
          where: before.contract,
          what: `is named ${after.contract}`,
          why: 'callers and listeners of the version before address the module by its old name',
          remedy: 'Keep the name, or add a module of the new name beside it and remove the old one a release later',
        },
      ];
