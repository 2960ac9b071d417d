import { droppedFields } from '../schema/dropped-fields.ts';
import type { OperationRule } from './rule.ts';

const REQUIRED = 'callers of this version do not send it, and hosts of the version before refuse a call without it';
const DOOR = 'the door refuses fields it does not know, so that clients which still send it are refused';

/**
 * Callers of this version no longer send a field that is gone: hosts of the version before must do without it. Between
 * modules a field that is sent and not known is stripped; at the door it is refused.
 */
export const inputFieldDropped: OperationRule = (before, after, where) => {
  const atTheDoor = before.http !== undefined && after.http !== undefined;
  return droppedFields(before.input, after.input, `${where}.input`)
    .map((field) => ({
      where: field.where,
      reasons: [...(field.wasRequired ? [REQUIRED] : []), ...(atTheDoor ? [DOOR] : [])],
    }))
    .filter(({ reasons }) => reasons.length > 0)
    .map(({ where: place, reasons }) => ({
      where: place,
      what: 'is removed',
      why: reasons.join('; and '),
      remedy: atTheDoor
        ? 'Keep it, optional and unused, for as long as clients may send it'
        : 'Make it optional or give it a default now; remove it a release later',
    }));
};
