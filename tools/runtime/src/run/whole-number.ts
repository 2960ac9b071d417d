import { CarveoutError, settingInvalid } from '../errors/index.ts';

/** The port that a variable names. @throws CarveoutError CARV-633 when it is none. */
export function portOf(env: NodeJS.ProcessEnv, variable: string, usual: number): number {
  return wholeNumber(env, variable, usual, 65_535, 'a port number from 0 (any free one) to 65535');
}

/** A variable's number from 0 to `most`; `usual` where it is not set. @throws CarveoutError CARV-633 when it is none. */
export function wholeNumber(
  env: NodeJS.ProcessEnv,
  variable: string,
  usual: number,
  most: number,
  what: string,
): number {
  const text = env[variable];
  if (text === undefined || text === '') return usual;
  // Digits alone: `Number` reads blanks as 0, and hexadecimal.
  const value = /^\d+$/.test(text) ? Number(text) : Infinity;
  if (value <= most) return value;
  throw new CarveoutError(settingInvalid, `${variable} is '${text}'; it must be ${what}`);
}
