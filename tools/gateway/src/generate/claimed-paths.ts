import type { GatewayRoute } from '../routes/gateway-route.ts';

/** A path that operations are served at, with the methods that they take together. */
export interface ClaimedPath {
  /** Of the first operation that claims it. */
  readonly path: string;
  readonly methods: readonly string[];
}

/**
 * Every path of operations once, whatever its parameters are called; the most exact first. Its methods are also those of
 * less exact paths that fit where it does.
 */
export function claimedPaths(operations: readonly GatewayRoute[]): ClaimedPath[] {
  const paths = new Map<string, string>();
  for (const { path } of operations) {
    const key = path.replace(/:[^/]+/g, ':');
    if (!paths.has(key)) paths.set(key, path);
  }
  const claims = [...paths.values()].map((path) => {
    const methods = operations.filter((one) => covers(one.path, path)).flatMap((one) => one.methods);
    return { path, methods: [...new Set<string>(methods)] };
  });
  return byExactness(claims);
}

/** Whether whatever fits the inner path fits the outer one as well. */
function covers(outer: string, inner: string): boolean {
  const [outerParts, innerParts] = [outer.split('/'), inner.split('/')];
  return (
    outerParts.length === innerParts.length &&
    outerParts.every((part, index) => part.startsWith(':') || part === innerParts[index])
  );
}

/**
 * Where a door shows the API of its own modules, as a regular expression without its anchors. Behind a gateway that would be
 * a part of the whole, and another one when a module moves; the Carveout gateway shows all of it itself.
 */
export const DOCUMENTS = '/(?:openapi\\.json/?|explorer(?:/[^?]*)?)';

/** As the gateway and the doors match: of two paths that fit, the one with fewer parameters wins, then the first given. */
export function byExactness<T extends { readonly path: string }>(routes: readonly T[]): T[] {
  return [...routes].sort((one, other) => parameters(one.path) - parameters(other.path));
}

function parameters(path: string): number {
  return path.split('/').filter((part) => part.startsWith(':')).length;
}

/**
 * The path as a regular expression without its anchors, for PCRE and ECMAScript alike. A parameter is a part that is not
 * empty; one slash at the end means nothing.
 *
 * @param part what a parameter may be.
 */
export function pathPattern(path: string, part = '[^/?]+'): string {
  const parts = path.split('/').filter((text) => text !== '');
  const pattern = parts.map((text) => `/${text.startsWith(':') ? part : text.replaceAll('.', '\\.')}`).join('');
  return pattern === '' ? '/' : `${pattern}/?`;
}
