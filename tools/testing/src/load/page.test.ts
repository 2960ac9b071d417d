import { describe, expect, it } from 'vitest';
import { findForm, orderIdOf } from './page.ts';

const pageOf = (html: string) => ({ url: new URL('http://127.0.0.1:3000/cart'), status: 200, html });

describe('findForm', () => {
  const page = pageOf(`
    <form action="/cart/empty" method="post"><button name="go" value="1">Empty</button></form>
    <form action="/cart/checkout" method="POST">
      <input type="hidden" name="key" value="k&amp;1">
      <input name="email" required>
      <input type="checkbox" name="gift">
      <input type="checkbox" name="news" value="yes" checked>
      <input name="off" value="1" disabled>
      <input type="submit" name="send" value="Buy">
      <select name="month"><option value="1">Jan</option><option value="2" selected>Feb</option></select>
      <select name="year"><option>2030</option><option>2031</option></select>
      <textarea name="note">Ring twice</textarea>
    </form>`);

  it('finds the form by where it goes, with what a browser would send untouched', () => {
    const form = findForm(page, '/cart/checkout');
    expect(form?.method).toBe('POST');
    expect(form?.action.href).toBe('http://127.0.0.1:3000/cart/checkout');
    expect(Object.fromEntries(form!.fields)).toEqual({
      key: 'k&1',
      email: '',
      news: 'yes',
      month: '2',
      year: '2030',
      note: 'Ring twice',
    });
  });

  it('tells when there is none', () => {
    expect(findForm(page, '/setCurrency')).toBeUndefined();
  });
});

describe('orderIdOf', () => {
  it('reads the marker of a confirmation page', () => {
    expect(orderIdOf(pageOf('<main data-order-id="a1-b2">Thank you</main>'))).toBe('a1-b2');
    expect(orderIdOf(pageOf('<main>Sorry</main>'))).toBeUndefined();
  });
});
