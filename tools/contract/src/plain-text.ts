import { z } from 'zod';

/**
 * Free text that a database and every other language can hold: well-formed Unicode (no half of a surrogate pair) without
 * NUL. PostgreSQL takes neither in `jsonb`, nor NUL in `text`, so what passes for a string in JavaScript would fail where
 * it is saved, as a fault that looks worth trying again. Limits and trimming follow: `plainText().trim().min(1).max(200)`.
 */
export function plainText(): z.ZodString {
  return z.string().refine((text) => text.isWellFormed() && !text.includes('\0'), {
    message: 'must be well-formed Unicode without NUL',
  });
}
