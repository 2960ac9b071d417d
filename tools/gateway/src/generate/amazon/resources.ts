import type { PlannedRoute } from '../plan.ts';

/** A route as a method of a resource. */
export interface Resource {
  /** With parameters as `{name}`. */
  readonly path: string;
  /** How the resource's parameters are called, by the name that the contract gives them. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly route: PlannedRoute;
}

/**
 * Places operations in Amazon's tree of resources. At one place of it there may be one parameter, with one name: where
 * contracts call it differently, the first name counts.
 */
export function resourcesOf(operations: readonly PlannedRoute[]): Resource[] {
  const names = new Map<string, string>();
  return operations.map((route) => {
    const parameters = new Map<string, string>();
    let path = '';
    for (const part of route.path.split('/').filter((text) => text !== '')) {
      if (!part.startsWith(':')) {
        path += `/${part}`;
        continue;
      }
      const name = names.get(path) ?? part.slice(1);
      names.set(path, name);
      parameters.set(part.slice(1), name);
      path += `/{${name}}`;
    }
    return { path: path === '' ? '/' : path, parameters, route };
  });
}
