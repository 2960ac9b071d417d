import type { Access } from '../../access.ts';

/** Who may call from outside, in words: `public`, `role:<name>`, `owner:input`, `owner:output`. Empty: nobody. */
export function describeAccess(access: Access | undefined): readonly string[] {
  if (access === undefined) return [];
  const members = typeof access === 'string' || !isList(access) ? [access] : access;
  return [...new Set(members.flatMap(describeMember))].sort();
}

function isList(access: Exclude<Access, string>): access is Extract<Access, readonly unknown[]> {
  return Array.isArray(access);
}

function describeMember(member: Exclude<Access, readonly unknown[]>): string[] {
  if (member === 'public') return ['public'];
  if (typeof member === 'string') return [`role:${member}`];
  return [
    ...(member.byInput === undefined ? [] : ['owner:input']),
    ...(member.byOutput === undefined ? [] : ['owner:output']),
  ];
}
