import type { GatewayRoute } from './gateway-route.ts';

/** Routes by method, of one path. */
type Claims = Map<string, GatewayRoute>;

interface Pattern {
  readonly route: GatewayRoute;
  readonly methods: ReadonlySet<string>;
  /** Undefined for a parameter. */
  readonly parts: readonly (string | undefined)[];
  readonly parameters: number;
}

export type Match =
  | { readonly route: GatewayRoute }
  /** The methods that operations at this path take; none where nothing is served at it. */
  | { readonly route: undefined; readonly allow: readonly string[] };

/**
 * Finds the route of a request, by the same rules as the door that will answer it: parts are compared as they stand, a
 * parameter takes a part that is not empty, the route with fewest parameters wins, and one slash at the end means nothing.
 * What the two read differently could be answered by another operation than the one whose policy was applied.
 */
export class Matcher {
  /** In the order in which they are told. */
  readonly #methods = new Set<string>();
  readonly #exact = new Map<string, Claims>();
  /** By their number of parts; those with fewest parameters first, then in the order given. */
  readonly #patterns = new Map<number, Pattern[]>();
  readonly #pages: GatewayRoute | undefined;

  constructor(routes: readonly GatewayRoute[]) {
    this.#pages = routes.find(({ operation }) => operation === undefined);
    for (const route of routes) if (route.operation !== undefined) this.#add(route);
  }

  /** @param path in normal form, without the query. */
  match(method: string, path: string): Match {
    const bare = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    const exact = this.#exact.get(bare);
    const route = exact?.get(method);
    if (route !== undefined) return { route };
    const fitting = this.#fitting(bare);
    for (const pattern of fitting) if (pattern.methods.has(method)) return { route: pattern.route };
    const pages = this.#pages;
    if (exact !== undefined || fitting.length > 0) {
      const takes = (other: string) => exact?.has(other) === true || fitting.some(({ methods }) => methods.has(other));
      return { route: undefined, allow: [...this.#methods].filter(takes) };
    }
    if (pages === undefined) return { route: undefined, allow: [] };
    return (pages.methods as readonly string[]).includes(method)
      ? { route: pages }
      : { route: undefined, allow: pages.methods };
  }

  #fitting(path: string): readonly Pattern[] {
    if (this.#patterns.size === 0) return NONE;
    const parts = path.split('/');
    return this.#patterns.get(parts.length)?.filter((pattern) => fits(pattern, parts)) ?? NONE;
  }

  #add(route: GatewayRoute): void {
    const path = route.path.length > 1 && route.path.endsWith('/') ? route.path.slice(0, -1) : route.path;
    const parts = path.split('/').map((part) => (part.startsWith(':') ? undefined : part));
    const parameters = parts.filter((part) => part === undefined).length;
    for (const method of route.methods) this.#methods.add(method);
    if (parameters > 0) {
      const same = this.#patterns.get(parts.length) ?? [];
      same.push({ route, methods: new Set(route.methods), parts, parameters });
      same.sort((one, other) => one.parameters - other.parameters);
      this.#patterns.set(parts.length, same);
      return;
    }
    const claims: Claims = this.#exact.get(path) ?? new Map<string, GatewayRoute>();
    this.#exact.set(path, claims);
    for (const method of route.methods) if (!claims.has(method)) claims.set(method, route);
  }
}

const NONE: readonly Pattern[] = [];

function fits({ parts }: Pattern, given: readonly string[]): boolean {
  for (let index = 1; index < parts.length; index += 1) {
    const part = parts[index];
    if (part === undefined ? given[index] === '' : part !== given[index]) return false;
  }
  return true;
}
