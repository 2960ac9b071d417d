import { CarveoutError, settingInvalid } from '../errors/index.ts';

/** The port that a variable names. @throws CarveoutError CARV-633 when it is none. */
export function portOf(env: NodeJS.ProcessEnv, variable: string, usual: number): number {
  const text = env[variable];
  if (text === undefined || text === '') return usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new CarveoutError(
    settingInvalid,
    `${variable} is '${text}'; it must be a port number from 0 (any free one) to 65535`,
  );
}
