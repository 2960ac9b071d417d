import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends a request as it is told: two lines of a header for a list, whatever the header, and any method. */
export function send(
  url: string,
  headers: OutgoingHttpHeaders | string[] = {},
  method = 'GET',
  body = '',
): Promise<Got> {
  return new Promise((resolve, reject) => {
    // A list is sent as it is: it needs what Node would add.
    const all = Array.isArray(headers) ? ['Host', new URL(url).host, ...headers] : headers;
    const sent = request(url, { method, headers: all, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
