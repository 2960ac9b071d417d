/** The products with these ids, in the order of the ids, each once; unknown ids are left out. */
export function inOrder<P extends { readonly id: string }>(ids: readonly string[], products: readonly P[]): P[] {
  const byId = new Map(products.map((product) => [product.id, product]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}
