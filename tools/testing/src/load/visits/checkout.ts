import { orderIdOf } from '../page.ts';
import type { Page } from '../page.ts';
import { routes } from '../routes.ts';
import { putIntoCart } from './add-to-cart.ts';
import { formOf } from './visit.ts';
import type { Visit, Visitor } from './visit.ts';

/** Checkouts in a hundred that are tried with a card that the bank declines, so that sagas turn back under load too. */
const DECLINED_IN_A_HUNDRED = 5;
const GOOD_CARD = '4432801561520454';
/** A number that the local fake of the card provider declines. */
const DECLINED_CARD = '4000000000000002';
/** What the shop answers when the bank said no. */
const PAYMENT_REQUIRED = 402;

export const checkout: Visit = {
  name: 'check out',
  weight: 2,
  run: async (visitor) => {
    if (!(await putIntoCart(visitor))) return;
    const page = await visitor.browser.open('/cart');
    const form = page && formOf(visitor, page, '/cart/checkout', routes.checkout);
    if (!form) return;
    await visitor.think();
    const declined = visitor.random.between(1, 100) <= DECLINED_IN_A_HUNDRED;
    const answer = await visitor.browser.submit(
      form,
      routes.checkout,
      orderForm(visitor, declined),
      declined ? [PAYMENT_REQUIRED] : [],
    );
    settle(visitor, answer, declined);
  },
};

function settle({ checkouts, record }: Visitor, answer: Page | undefined, declined: boolean): void {
  const orderId = answer && orderIdOf(answer);
  if (orderId !== undefined) checkouts.acknowledged.push(orderId);
  if (!answer) checkouts.failed += 1;
  else if (declined && orderId === undefined && answer.status === PAYMENT_REQUIRED) checkouts.refused += 1;
  else if (declined || orderId === undefined) {
    checkouts.failed += 1;
    const reason = declined ? 'a card that is declined bought something' : 'the page that answers names no order';
    record.fail({ route: routes.checkout.name, status: answer.status, reason });
  }
}

function orderForm({ random }: Visitor, declined: boolean): Record<string, string> {
  return {
    email: `visitor-${random.between(1, 99_999)}@example.com`,
    street_address: `${random.between(1, 2000)} Amphitheatre Parkway`,
    zip_code: String(random.between(10_000, 99_999)),
    city: 'Mountain View',
    state: 'CA',
    country: 'United States',
    credit_card_number: declined ? DECLINED_CARD : GOOD_CARD,
    credit_card_expiration_month: String(random.between(1, 12)),
    credit_card_expiration_year: String(new Date().getUTCFullYear() + random.between(1, 4)),
    credit_card_cvv: String(random.between(100, 999)),
  };
}
