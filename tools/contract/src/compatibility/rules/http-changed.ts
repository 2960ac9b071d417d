import type { OperationRule } from './rule.ts';

/** Clients outside keep their address. A new line breaks nobody. */
export const httpChanged: OperationRule = (before, after, where) =>
  before.http === undefined || before.http === after.http
    ? []
    : [
        {
          where: `${where}.http`,
          what: `${before.http} became ${after.http ?? 'none'}`,
          why: 'clients still use the old address',
          remedy: 'Add an operation with the new line beside this one; remove the old one when no client uses it',
        },
      ];
