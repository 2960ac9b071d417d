import { DeclaredError, NotSent, OutcomeUnknown } from '@carveout/runtime';
import type { PageFailure } from '@carveout/runtime';
import { VisitorError, unknownProduct } from '../visitor-error.ts';
import type { MessagePageProps } from '../pages/message-page.ts';

export interface FailureText extends MessagePageProps {
  readonly status: number;
}

const HOME = { href: '/', label: 'See all products' };

/** What to tell a visitor of a failure: what to do, and nothing from inside. */
export function failureText({ status, requestId, error }: PageFailure): FailureText {
  if (error instanceof VisitorError) return ofVisitorError(error);
  if (error instanceof DeclaredError && error.code === 'UNKNOWN_PRODUCT') return ofVisitorError(unknownProduct());
  if (error instanceof NotSent)
    return {
      status: 503,
      heading: 'We cannot do this right now',
      advice: 'Nothing has happened. Wait a moment, then reload this page to try again.',
      way: HOME,
      requestId,
    };
  if (error instanceof OutcomeUnknown)
    return {
      status: 504,
      heading: 'This takes longer than it should',
      advice:
        'We do not know yet whether it went through. Reload this page to find out: a form that is sent again counts once.',
      way: { href: '/orders', label: 'Look at your orders' },
      requestId,
    };
  return byStatus(status, requestId);
}

function ofVisitorError({ status, heading, advice, way }: VisitorError): FailureText {
  return { status, heading, advice, way };
}

function byStatus(status: number, requestId: string): FailureText {
  if (status === 404)
    return { status, heading: 'There is no such page', advice: 'Its address may be mistyped.', way: HOME };
  if (status === 405)
    return { status, heading: 'This page cannot be opened so', advice: 'Go on from the shop instead.', way: HOME };
  if (status >= 400 && status < 500)
    return { status, heading: 'We cannot read this request', advice: 'Go back and send the form again.', way: HOME };
  return {
    status,
    heading: 'Something broke on our side',
    advice: 'It has been noted. Try again in a while.',
    way: HOME,
    requestId,
  };
}
