import { checkCard } from '../domain/check-card.ts';
import { module } from '../module.ts';

export const tokenize = module.handle('tokenize', async ({ card }, { ports, fail, signal }) => {
  const { cvv, expirationMonth, expirationYear } = card;
  const checked = checkCard(card, new Date());
  switch (checked.verdict) {
    case 'invalid':
      return fail('CARD_INVALID', {});
    case 'unsupported':
      return fail('CARD_UNSUPPORTED', {});
    case 'expired':
      return fail('CARD_EXPIRED', { month: expirationMonth, year: expirationYear });
    case 'good': {
      const { token } = await ports.cards.keep(
        { digits: checked.digits, cvv, expirationMonth, expirationYear },
        signal,
      );
      return { token, lastFour: checked.lastFour };
    }
  }
});
