import { convertMoney, unknownCurrency } from '../domain/convert.ts';
import { module } from '../module.ts';

export const convertAll = module.handle('convertAll', ({ amounts, to }, { fail }) => {
  const unknown = unknownCurrency([to, ...amounts.map(({ currency }) => currency)]);
  if (unknown !== undefined) return fail('UNKNOWN_CURRENCY', { currency: unknown });
  return { amounts: amounts.map((amount) => convertMoney(amount, to)) };
});
