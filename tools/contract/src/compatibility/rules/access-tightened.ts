import type { OperationRule } from './rule.ts';

/** Whoever might call from outside still may. Who an owner is, is read by a function, which cannot be compared. */
export const accessTightened: OperationRule = (before, after, where) => {
  if (before.http === undefined || after.access.includes('public')) return [];
  const lost = before.access.filter((who) => !after.access.includes(who));
  return lost.map((who) => ({
    where: `${where}.access`,
    what: `${who} is no longer let in`,
    why: 'clients that were let in are denied',
    remedy: 'Let them in for another release and tell them, unless the door must be shut at once',
  }));
};
