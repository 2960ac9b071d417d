import type { Access, OwnerRule, Principal } from '@carveout/contract';
import { denied } from '@carveout/runtime/errors';
import type { Middleware } from 'koa';
import { refuse } from '../answers/refuse.ts';
import type { Refusal } from '../answers/refuse.ts';
import { identityOf } from '../identity/identity.ts';
import { requestState } from '../request-state.ts';

const UNKNOWN: Refusal = {
  definition: denied,
  status: 401,
  detail: 'Say who you are first.',
  headers: { 'WWW-Authenticate': 'Bearer' },
};
const FORBIDDEN: Refusal = { definition: denied, status: 403, detail: 'You may not do this.' };

/**
 * Whether a request may go on by what its operation's `access` says before its input is known; an owner is found out by the
 * host, which checks all of it again.
 */
export function mayPass(access: Access | undefined, principal: Principal | undefined): boolean {
  const rules = (Array.isArray(access) ? access : access === undefined ? [] : [access]) as (string | OwnerRule)[];
  return rules.some((rule) => {
    if (rule === 'public') return true;
    if (principal === undefined) return false;
    return typeof rule !== 'string' || principal.roles.includes(rule);
  });
}

/** Answers requests with a bad token, and those that the contract's `access` surely denies: 401 to nobody, 403 to somebody. */
export const admit: Middleware = (context, next) => {
  const { refusal } = identityOf(context);
  if (refusal !== undefined) return refuse(context, refusal);
  const { route, principal } = requestState(context);
  // Pages have no access line.
  if (route.operation === undefined || mayPass(route.operation.access, principal)) return next();
  return refuse(context, principal === undefined ? UNKNOWN : FORBIDDEN);
};
