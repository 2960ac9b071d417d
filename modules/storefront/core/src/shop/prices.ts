import type { Money } from '@shop/currencies';
import type { Visit } from './visit.ts';

/** Amounts in the visitor's currency, by one call at most. */
export async function inVisitorsCurrency(visit: Visit, amounts: readonly Money[]): Promise<readonly Money[]> {
  if (amounts.every(({ currency }) => currency === visit.currency)) return amounts;
  const { amounts: converted } = await visit.calls.currencies.convertAll({ amounts: [...amounts], to: visit.currency });
  return converted;
}

/** The same things, each with its price in the visitor's currency. */
export async function priced<T extends { readonly price: Money }>(visit: Visit, things: readonly T[]): Promise<T[]> {
  const prices = await inVisitorsCurrency(
    visit,
    things.map(({ price }) => price),
  );
  return things.map((thing, index) => ({ ...thing, price: prices[index]! }));
}
