import { Agent } from 'undici';
import { request } from 'undici';
import { CookieJar } from 'tough-cookie';
import type { Form, Page } from './page.ts';
import type { LoadRecord } from './record.ts';
import { routeOfPath } from './routes.ts';
import type { Route } from './routes.ts';

/** A request that is not answered within this time has failed, where nothing else is said. */
export const ANSWER_WITHIN_MS = 10_000;
const MAX_REDIRECTS = 5;

interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly form?: URLSearchParams;
}

/**
 * One visitor's browser: keeps cookies and its connection, follows redirects, sends what browsers send, and records
 * every request under its route.
 */
export class Browser {
  readonly #origin: URL;
  readonly #record: LoadRecord;
  readonly #jar = new CookieJar();
  readonly #withinMs: number;
  readonly #agent = new Agent({ connections: 6, keepAliveTimeout: 4_000, pipelining: 1 });

  constructor(origin: URL, record: LoadRecord, withinMs = ANSWER_WITHIN_MS) {
    this.#origin = origin;
    this.#record = record;
    this.#withinMs = withinMs;
  }

  /** Opens a page of the shop. Undefined when it failed, which is then on record. */
  async open(path: string): Promise<Page | undefined> {
    const url = new URL(path, this.#origin);
    return this.#navigate({ method: 'GET', url }, routeOfPath(url.pathname));
  }

  /** Sends a form with `values` filled in. `alsoExpected` names statuses that this visitor asked for. */
  async submit(
    form: Form,
    route: Route,
    values: Readonly<Record<string, string>>,
    alsoExpected: readonly number[] = [],
  ): Promise<Page | undefined> {
    const fields = new URLSearchParams([...form.fields]);
    for (const [name, value] of Object.entries(values)) fields.set(name, value);
    const asked = { name: route.name, expected: [...route.expected, ...alsoExpected] };
    if (form.method === 'POST') return this.#navigate({ method: 'POST', url: form.action, form: fields }, asked);
    const url = new URL(form.action);
    url.search = fields.toString();
    return this.#navigate({ method: 'GET', url }, asked);
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #navigate(first: HttpRequest, firstRoute: Route): Promise<Page | undefined> {
    let next = first;
    let route = firstRoute;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const answer = await this.#send(next, route);
      if (answer === undefined) return undefined;
      if (answer.status < 300 || answer.status >= 400)
        return { url: next.url, status: answer.status, html: answer.body };
      if (answer.location === undefined) return this.#failed(route, answer.status, 'a redirect without a location');
      const target = new URL(answer.location, next.url);
      if (target.origin !== this.#origin.origin) {
        return this.#failed(route, answer.status, `a redirect away from the shop, to ${target.origin}`);
      }
      next = { method: 'GET', url: target };
      route = routeOfPath(target.pathname);
    }
    return this.#failed(route, undefined, `more than ${MAX_REDIRECTS} redirects`);
  }

  #failed(route: Route, status: number | undefined, reason: string): undefined {
    this.#record.fail({ route: route.name, status, reason });
  }

  /** Undefined when the request failed: it is then on record. */
  async #send(asked: HttpRequest, route: Route): Promise<Answer | undefined> {
    this.#record.begin();
    const startedAt = performance.now();
    try {
      const answer = await this.#exchange(asked);
      const ms = performance.now() - startedAt;
      if (route.expected.includes(answer.status)) {
        this.#record.end(route.name, ms);
        return answer;
      }
      const reason = `expected ${route.expected.join(' or ')}: ${gist(answer.body)}`;
      this.#record.end(route.name, ms, { status: answer.status, reason });
    } catch (error) {
      this.#record.end(route.name, performance.now() - startedAt, { status: undefined, reason: this.#why(error) });
    }
    return undefined;
  }

  async #exchange({ method, url, form }: HttpRequest): Promise<Answer> {
    const cookies = await this.#jar.getCookieString(url.href);
    const answer = await request(url, {
      method,
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(this.#withinMs),
      headers: {
        accept: 'text/html,application/xhtml+xml',
        'user-agent': 'carveout-load',
        ...(cookies === '' ? {} : { cookie: cookies }),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded', ...sameOrigin(this.#origin) } : {}),
      },
      ...(form ? { body: form.toString() } : {}),
    });
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) await this.#jar.setCookie(cookie, url.href);
    const location = answer.headers.location;
    return {
      status: answer.statusCode,
      location: Array.isArray(location) ? location[0] : location,
      body: await answer.body.text(),
    };
  }

  #why(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    if (error.name === 'TimeoutError') return `not answered within ${this.#withinMs / 1000} s`;
    return error.message === '' ? error.name : error.message;
  }
}

/** What browsers add to a form post of the site's own page. */
function sameOrigin(origin: URL): Record<string, string> {
  return { origin: origin.origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' };
}

/** The first words of an answer's main part, without its markup. */
function gist(body: string): string {
  const text = (/<main\b[\s\S]*/i.exec(body)?.[0] ?? body)
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
