/**
 * The roles that a token's claims list.
 *
 * @param claim a claim's name, or a path into it: `realm_access.roles`. A claim whose own name has dots comes first.
 * @returns strings of a list, or the words of a string as `scope` has them (RFC 8693, 4.2); none for anything else.
 */
export function rolesOf(claims: object, claim: string): string[] {
  const found = own(claims, claim) ?? claim.split('.').reduce<unknown>((inside, name) => own(inside, name), claims);
  if (typeof found === 'string') return found.split(' ').filter((role) => role !== '');
  return Array.isArray(found) ? found.filter((role): role is string => typeof role === 'string' && role !== '') : [];
}

function own(inside: unknown, name: string): unknown {
  if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, name)) return undefined;
  return (inside as Readonly<Record<string, unknown>>)[name];
}
