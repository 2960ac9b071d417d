import type { Context } from 'koa';

/**
 * Takes the headers that are set on an answer already off it, so that only those of the upstream are there afterwards.
 *
 * @returns what puts them back: where both said something, the upstream's word stays; `Vary` and `Set-Cookie` are joined.
 */
export function setAside(context: Context): () => void {
  const outer = Object.entries(context.response.headers);
  for (const [name] of outer) context.remove(name);
  return () => {
    if (context.headerSent) return;
    for (const [name, value] of outer) {
      if (value === undefined) continue;
      if (name === 'vary') context.vary([value].flat().map(String).join(', ').split(/, */));
      else if (name === 'set-cookie') context.append('Set-Cookie', [value].flat().map(String));
      else if (!(name in context.response.headers)) context.set(name, [value].flat().map(String));
    }
  };
}
