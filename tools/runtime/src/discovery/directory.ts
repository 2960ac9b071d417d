import type { Logger } from 'pino';
import type { Discovery, Instance } from '../ports/index.ts';
import { Member } from './member.ts';
import type { Networks } from './networks.ts';

/** So long after it was away a registry is believed what it adds, and not what it leaves out. */
const BELIEF_MS = 60_000;
/** So long an instance that is not listed any more is kept for the case that nothing else is left. */
const KEEP_UNLISTED_MS = 300_000;

export interface DirectoryOptions {
  readonly discovery: Discovery;
  /** Those whose instances are wanted. */
  readonly modules: readonly string[];
  /** Where instances may be. */
  readonly networks: Networks;
  readonly log: Logger;
}

/**
 * Where modules are: the last picture that made sense, whatever has become of the registry since.
 *
 * A registry that has just come back knows only those who have registered again. For 60 s after it was away, or could
 * not be read, what is missing from its pictures still counts as listed. At any other time an unlisted instance gets
 * work only where no listed one is left, and none after it has refused a connection.
 */
export class Directory {
  readonly #options: DirectoryOptions;
  readonly #members = new Map<string, readonly Member[]>();
  readonly #told = new Set<string>();
  readonly #refused = new Set<string>();
  #awayAt = -Infinity;
  #watch: NodeJS.Timeout | undefined;

  constructor(options: DirectoryOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { discovery, modules } = this.#options;
    this.#watch = setInterval(() => {
      this.#look();
      this.#forget();
    }, 250);
    this.#watch.unref();
    await discovery.start(modules, (module, instances) => this.#see(module, instances));
  }

  /** All that are known of a module, listed or not. Not to be kept: the next picture may replace it. */
  members(module: string): readonly Member[] {
    return this.#members.get(module) ?? [];
  }

  /** What keeps this process from finding others: only that a registry was never read. One that is away later is no fault. */
  health(): string | undefined {
    const untold = this.#options.modules.filter((module) => !this.#told.has(module));
    if (untold.length === 0) return undefined;
    const why = this.#options.discovery.health() ?? 'it has not answered yet';
    return `${this.#options.discovery.name} has not said where ${untold.join(', ')} are: ${why}`;
  }

  /** Undefined while the registry works and an instance of each module is known; otherwise what is wrong, in one line. */
  detail(): string | undefined {
    const { discovery, modules } = this.#options;
    const wrong = this.health() ?? discovery.health();
    if (wrong !== undefined) return wrong;
    const nowhere = modules.filter((module) => this.members(module).length === 0);
    return nowhere.length === 0 ? undefined : `no instance of ${nowhere.join(', ')} is known`;
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch);
    await this.#options.discovery.stop();
  }

  #look(): void {
    if (this.#options.discovery.health() !== undefined) this.#awayAt = performance.now();
  }

  /** A registry tells changes only: those that are gone for long are forgotten without another picture. */
  #forget(): void {
    const now = performance.now();
    for (const [module, members] of this.#members)
      if (members.some((member) => isGivenUp(member, now)))
        this.#members.set(
          module,
          members.filter((member) => !isGivenUp(member, now)),
        );
  }

  #see(module: string, instances: readonly Instance[]): void {
    this.#look();
    this.#told.add(module);
    const now = performance.now();
    const before = new Map(this.members(module).map((member) => [nameOf(member.instance), member]));
    const next: Member[] = [];
    const seen = new Set<string>();
    for (const instance of instances) {
      if (!this.#mayUse(module, instance)) continue;
      const name = nameOf(instance);
      if (seen.has(name)) continue;
      seen.add(name);
      const member = before.get(name) ?? new Member(instance);
      before.delete(name);
      member.instance = instance;
      member.listed = true;
      next.push(member);
    }
    for (const member of before.values()) {
      if (member.listed) {
        member.listed = false;
        member.unlistedAt = now;
        member.believedUntil = Math.max(0, this.#awayAt + BELIEF_MS);
      }
      if (!isGivenUp(member, now)) next.push(member);
    }
    this.#members.set(module, next);
  }

  /** A poisoned record must not make this process send requests just anywhere. */
  #mayUse(module: string, { id, host, ports }: Instance): boolean {
    if (this.#options.networks.allowsHost(host)) return true;
    const record = `${module} ${host}`;
    if (!this.#refused.has(record) && this.#refused.size < 1_000) {
      this.#refused.add(record);
      this.#options.log.error(
        { module, instance: id, host, ports },
        `discovery: ${host} lies outside the networks that instances may be in (CARVEOUT_NETWORKS), and is not used`,
      );
    }
    return false;
  }
}

/** Not listed, not believed, and of no use, or for too long. */
function isGivenUp({ listed, believedUntil, ejected, unlistedAt }: Member, now: number): boolean {
  return !listed && believedUntil <= now && (ejected || now - unlistedAt > KEEP_UNLISTED_MS);
}

/** An instance that comes back under another id, at the same place, is another one. */
const nameOf = ({ id, host, ports: { http, link } }: Instance): string => `${id} ${host} ${http} ${link}`;
