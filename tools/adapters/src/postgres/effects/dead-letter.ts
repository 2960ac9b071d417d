import type { DeadLetter } from '@carveout/runtime';
import type { FinalStatement } from '../connection/final-statement.ts';
import { letterTypes, letterValues, saveLetter } from '../tables/dead-letter-rows.ts';
import { preparedStatement } from './prepared-statement.ts';

export function deadLetterStatement(schema: string): (letter: DeadLetter) => FinalStatement {
  const save = preparedStatement('carveout_save_dead_letter', letterTypes, saveLetter(schema));
  return (letter) => save(...letterValues(letter, 'set-aside'));
}
