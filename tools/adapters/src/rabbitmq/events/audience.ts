import type { EventMessage } from '@carveout/runtime';
import { exchangeExists } from '../connection/exchange-exists.ts';
import type { SupervisedConnection } from '../connection/supervised-connection.ts';
import { heardMark, listeningMark } from '../names.ts';

/** How long an answer holds: what waits for a module, or is heard by nobody, must not cost the broker a question each time. */
const FRESH_MS = 1_000;

type Source = Pick<EventMessage, 'module' | 'event' | 'version'>;

interface Answer<T> {
  readonly at: number;
  readonly answer: Promise<T>;
}

/**
 * Tells who may listen to events, by marks that modules leave at the broker and that outlive queues: the topology says
 * which modules there are, and only the modules themselves know what they hear.
 */
export class Audience {
  readonly #connection: SupervisedConnection;
  readonly #modules = new Set<string>();
  /** Modules that may yet turn out to listen. */
  #awaited = new Set<string>();
  /** The connection over which the others have said so: behind the next one may be a broker that has forgotten it. */
  #over: unknown;
  #missing: Answer<string | undefined> | undefined;
  readonly #none = new Map<string, Answer<boolean>>();

  constructor(connection: SupervisedConnection) {
    this.#connection = connection;
  }

  expect(modules: readonly string[]): void {
    for (const module of modules) {
      this.#modules.add(module);
      this.#awaited.add(module);
    }
  }

  /** Whether it is known, of the broker behind the connection that is open, that every module has said what it hears. */
  get isComplete(): boolean {
    this.#beginAnew();
    return this.#over !== undefined && this.#awaited.size === 0;
  }

  /** A module that has not said what it hears, if there is one. Rejects when the broker does not answer. */
  missing(): Promise<string | undefined> {
    this.#beginAnew();
    if (isFresh(this.#missing)) return this.#missing.answer;
    const asked = { at: performance.now(), answer: this.#findMissing() };
    this.#missing = asked;
    asked.answer.catch(() => {
      if (this.#missing === asked) this.#missing = undefined;
    });
    return asked.answer;
  }

  /** True when every module has said what it hears, and none has ever heard this. Rejects when the broker does not answer. */
  isNone(source: Source): Promise<boolean> {
    this.#beginAnew();
    const mark = heardMark(source.module, source.event, source.version);
    const known = this.#none.get(mark);
    if (isFresh(known)) return known.answer;
    const answer = this.#ask(mark);
    this.#none.set(mark, { at: performance.now(), answer });
    answer.catch(() => this.#none.delete(mark));
    return answer;
  }

  #beginAnew(): void {
    const { open } = this.#connection;
    if (open === this.#over) return;
    this.#over = open;
    this.#awaited = new Set(this.#modules);
    this.#missing = undefined;
    this.#none.clear();
  }

  async #findMissing(): Promise<string | undefined> {
    const awaited = this.#awaited;
    for (const module of awaited) {
      if (!(await exchangeExists(this.#connection, listeningMark(module)))) return module;
      awaited.delete(module);
    }
    return undefined;
  }

  async #ask(mark: string): Promise<boolean> {
    const awaited = this.#awaited;
    if ((await this.missing()) !== undefined) return false;
    const none = !(await exchangeExists(this.#connection, mark));
    // All of it must be the word of one broker.
    return none && awaited === this.#awaited && this.#connection.open === this.#over;
  }
}

function isFresh<T>(answer: Answer<T> | undefined): answer is Answer<T> {
  return answer !== undefined && performance.now() - answer.at < FRESH_MS;
}
