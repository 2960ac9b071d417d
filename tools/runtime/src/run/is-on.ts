import { CarveoutError, settingInvalid } from '../errors/index.ts';

/** False where a variable says `off`; true where it says `on` or is not set. @throws CarveoutError CARV-633 otherwise. */
export function isOn(env: NodeJS.ProcessEnv, variable: string): boolean {
  const text = env[variable];
  if (text === undefined || text === '' || text === 'on') return true;
  if (text === 'off') return false;
  throw new CarveoutError(settingInvalid, `${variable} is '${text}'; it must be on or off`);
}
