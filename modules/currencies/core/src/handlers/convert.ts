import { convertMoney, unknownCurrency } from '../domain/convert.ts';
import { module } from '../module.ts';

export const convert = module.handle('convert', ({ from, to }, { fail }) => {
  const unknown = unknownCurrency([from.currency, to]);
  if (unknown !== undefined) return fail('UNKNOWN_CURRENCY', { currency: unknown });
  return convertMoney(from, to);
});
