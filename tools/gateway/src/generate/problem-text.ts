/** What a gateway that is not ours says itself: the status and what to do, in the shape of the doors' problem details. */
export const PROBLEMS: Readonly<Record<number, { readonly title: string; readonly detail: string }>> = {
  400: { title: 'Bad Request', detail: 'The request is not in the normal form of HTTP and its addresses.' },
  401: { title: 'Unauthorized', detail: 'Say who you are first.' },
  403: { title: 'Forbidden', detail: 'You may not do this.' },
  404: { title: 'Not Found', detail: 'Nothing is served at this path.' },
  405: { title: 'Method Not Allowed', detail: 'This path takes other methods: see the Allow header.' },
  408: { title: 'Request Timeout', detail: 'The request took too long to arrive.' },
  411: { title: 'Length Required', detail: 'Say how long the body is.' },
  413: { title: 'Content Too Large', detail: 'The body is larger than this path takes.' },
  414: { title: 'URI Too Long', detail: 'The address is longer than is taken here.' },
  415: { title: 'Unsupported Media Type', detail: 'This path takes another type of body.' },
  429: { title: 'Too Many Requests', detail: 'You ask too often. It surely did not happen. Try again later.' },
  431: { title: 'Request Header Fields Too Large', detail: 'The headers are larger than is taken here.' },
  501: { title: 'Not Implemented', detail: 'Nothing but HTTP is spoken here.' },
  502: {
    title: 'Bad Gateway',
    detail: 'It may have happened. Repeat the request with the same Idempotency-Key to learn what became of it.',
  },
  503: { title: 'Service Unavailable', detail: 'It surely did not happen. Try again in a moment.' },
  504: {
    title: 'Gateway Timeout',
    detail: 'It may have happened. Repeat the request with the same Idempotency-Key to learn what became of it.',
  },
};

/** The problem as JSON. @param requestId how the gateway writes a request's id into a text. */
export function problemJson(status: number, requestId: string): string {
  return JSON.stringify({ type: 'about:blank', status, ...PROBLEMS[status]!, requestId });
}
