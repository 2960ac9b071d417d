import type { Context } from 'koa';
import type { Markup } from '../html.ts';
import { renderPage } from '../pages/page-frame.ts';
import type { Frame } from '../pages/page-frame.ts';
import type { Visit } from '../shop/visit.ts';

/** Answers a page inside the shop's frame. */
export function answerPage(context: Context, frame: Frame, content: Markup): void {
  context.body = renderPage(frame, content);
  context.type = 'html';
}

/** The frame of a visitor's page. */
export function frameOf(visit: Visit, title: string, rest: Pick<Frame, 'cartCount' | 'here'>): Frame {
  return { title, currency: visit.currency, currencies: visit.currencies, ...rest };
}
