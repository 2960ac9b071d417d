import { html } from '../html.ts';
import type { Way } from '../visitor-error.ts';

export interface MessagePageProps {
  readonly heading: string;
  readonly advice: string;
  readonly way: Way;
  /** Told for failures, so that the log can be asked about it. */
  readonly requestId?: string | undefined;
}

/** One thing to say, and where to go from here. */
export function MessagePage({ heading, advice, way, requestId }: MessagePageProps) {
  return html`<div class="message" role="alert">
    <h1>${heading}</h1>
    <p class="lead">${advice}</p>
    <div class="ways"><a class="button" href=${way.href}>${way.label}</a></div>
    ${requestId && html`<p class="hint">If you ask us about it, mention <span class="number">${requestId}</span>.</p>`}
  </div>`;
}
