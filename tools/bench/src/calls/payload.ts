import { z } from 'zod';

/**
 * What a caller asks: about 190 bytes of JSON. Types, whole numbers and enumerations are checked, as every validator
 * does; patterns and lengths are not, since what they cost is the validator's affair and not the way's.
 */
export const Ask = z.object({
  reference: z.string(),
  customer: z.string(),
  currency: z.string(),
  zipCode: z.string(),
  items: z.array(z.object({ productId: z.string(), quantity: z.int() })),
});
export type Ask = z.output<typeof Ask>;

/** What is answered: about 190 bytes of JSON too. */
export const Answer = z.object({
  reference: z.string(),
  carrier: z.enum(['parcel-post', 'courier']),
  cost: z.object({ currency: z.string(), units: z.int(), nanos: z.int() }),
  pieces: z.int(),
  insured: z.boolean(),
  trackingId: z.string(),
  note: z.string(),
});
export type Answer = z.output<typeof Answer>;

let asked = 0;

/** A fresh question, each with a reference of its own. */
export function nextAsk(): Ask {
  asked += 1;
  return {
    reference: `quote-${asked}`,
    customer: 'c-8f14e45fceea167a',
    currency: 'EUR',
    zipCode: '94043-1351',
    items: [
      { productId: 'OLJCESPC7Z', quantity: 2 },
      { productId: '66VCHSJNUP', quantity: 1 },
    ],
  };
}

/** The work of every answerer. Cheap, so that what is measured is the way there and back. */
export function answerTo(ask: {
  readonly reference: string;
  readonly currency: string;
  readonly items: readonly { readonly quantity: number }[];
}): Answer {
  let pieces = 0;
  for (const { quantity } of ask.items) pieces += quantity;
  return {
    reference: ask.reference,
    carrier: 'parcel-post',
    cost: { currency: ask.currency, units: 8, nanos: 990_000_000 },
    pieces,
    insured: true,
    trackingId: 'PP-4711-0815-2342',
    note: 'leaves tomorrow',
  };
}

/** @throws Error when an answer is not the one to this question: speed with wrong answers is none. */
export function check(ask: Ask, answer: Answer): void {
  if (answer.reference !== ask.reference || answer.pieces !== 3) {
    throw new Error(`asked ${ask.reference}, was answered ${JSON.stringify(answer)}`);
  }
}
