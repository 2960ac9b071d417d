import { z } from 'zod';

/**
 * A credit card as typed in: 12 to 19 digits, with spaces or dashes between them if the customer likes. Whether the
 * number checks out, the brand is taken and the date is still to come are declared errors, not `Invalid`.
 */
export const Card = z.object({
  number: z.string().regex(/^\d(?:[ -]?\d){11,18}$/, 'must be 12 to 19 digits'),
  cvv: z.string().regex(/^\d{3,4}$/, 'must be 3 or 4 digits'),
  expirationMonth: z.int().min(1).max(12),
  /** Four digits. */
  expirationYear: z.int().min(2000).max(2100),
});
export type Card = z.output<typeof Card>;

/**
 * The provider's word for a card: good for charging, of no use to anyone else, and the only form in which a card is
 * ever kept, logged or sent on. Not digits and dashes alone, so that no card number passes for one.
 */
export const CardToken = z
  .string()
  .regex(/^(?![\d-]*$)[A-Za-z0-9_-]{8,200}$/, 'must be a token from payments.tokenize');
export type CardToken = z.output<typeof CardToken>;

export const LastFour = z.string().regex(/^\d{4}$/);
