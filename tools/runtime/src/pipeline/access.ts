import type { Access, OwnerRule, Principal } from '@carveout/contract';

/** What the check before the handler says: yes, no, or ask again when the output is known. */
export type Admission = 'yes' | 'no' | 'by-output';

/** Whether an outside caller may run an operation with this input. No access rule means nobody. */
export function admit(access: Access | undefined, principal: Principal | undefined, input: unknown): Admission {
  let later = false;
  for (const rule of rules(access)) {
    if (rule === 'public') return 'yes';
    if (principal === undefined) continue;
    if (typeof rule === 'string') {
      if (principal.roles.includes(rule)) return 'yes';
    } else {
      if (rule.byInput?.(input) === principal.id) return 'yes';
      if (rule.byOutput !== undefined) later = true;
    }
  }
  return later ? 'by-output' : 'no';
}

/** Whether the output belongs to the principal. */
export function ownsOutput(access: Access | undefined, principal: Principal | undefined, output: unknown): boolean {
  if (principal === undefined) return false;
  return rules(access).some((rule) => typeof rule !== 'string' && rule.byOutput?.(output) === principal.id);
}

/** Whether everybody may, so that an answer is nobody's own. A rule beside `'public'` says that for some it is more. */
export function isForAnybody(access: Access | undefined): boolean {
  const all = rules(access);
  return all.length > 0 && all.every((rule) => rule === 'public');
}

function rules(access: Access | undefined): readonly (string | OwnerRule)[] {
  if (access === undefined) return [];
  return Array.isArray(access) ? (access as readonly (string | OwnerRule)[]) : [access as string | OwnerRule];
}
