import type { EventMessage } from '@carveout/runtime';
import { exchangeExists } from '../connection/exchange-exists.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { heardMark, listeningMark } from '../names.ts';

/** How long an answer holds: an event that nobody hears must not cost the broker a question each time. */
const FRESH_MS = 1_000;

type Source = Pick<EventMessage, 'module' | 'event' | 'version'>;

/**
 * Tells whether an event has listeners, by marks that they leave at the broker and that outlive queues: the topology says
 * which modules there are, and only the modules themselves know what they hear.
 */
export class Audience {
  readonly #connection: SupervisedConnection;
  readonly #modules = new Set<string>();
  /** Modules that may yet turn out to listen. */
  #awaited = new Set<string>();
  /** The connection over which the others have said so: behind the next one may be a broker that has forgotten it. */
  #over: unknown;
  readonly #answers = new Map<string, { readonly at: number; readonly none: Promise<boolean> }>();

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
  }

  expect(modules: readonly string[]): void {
    for (const module of modules) {
      this.#modules.add(module);
      this.#awaited.add(module);
    }
  }

  /** True when every module has said what it hears, and none has ever heard this. Rejects when the broker does not answer. */
  isNone(source: Source): Promise<boolean> {
    this.#beginAnew();
    const mark = heardMark(source.module, source.event, source.version);
    const known = this.#answers.get(mark);
    const now = performance.now();
    if (known !== undefined && now - known.at < FRESH_MS) return known.none;
    const none = this.#ask(mark);
    this.#answers.set(mark, { at: now, none });
    none.catch(() => this.#answers.delete(mark));
    return none;
  }

  #beginAnew(): void {
    const { open } = this.#connection;
    if (open === this.#over) return;
    this.#over = open;
    this.#awaited = new Set(this.#modules);
    this.#answers.clear();
  }

  async #ask(mark: string): Promise<boolean> {
    const awaited = this.#awaited;
    for (const module of awaited) {
      if (!(await exchangeExists(this.#connection, listeningMark(module)))) return false;
      awaited.delete(module);
    }
    const none = !(await exchangeExists(this.#connection, mark));
    // All of it must be the word of one broker.
    return none && awaited === this.#awaited && this.#connection.open === this.#over;
  }
}
