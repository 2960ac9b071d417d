/** One running process, as others reach it over HTTP. */
export interface Instance {
  /** Names one start of one process; no two in the system are alike. */
  readonly id: string;
  /** An address or a DNS name, without a port. */
  readonly host: string;
  readonly ports: InstancePorts;
  /** True where it speaks TLS. */
  readonly secure: boolean;
  /** Where it runs, for callers that prefer what is near. */
  readonly zone?: string | undefined;
  /** What else the registry keeps of it. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Where a process listens; at least one of them. */
export interface InstancePorts {
  /** Requests from outside, as a gateway passes them on: the `http` lines of its modules, and pages. */
  readonly http?: number | undefined;
  /** Calls of other modules over the HTTP link, and `GET /health/ready`. */
  readonly link?: number | undefined;
}

/** This process, and what it hosts. */
export interface Announcement {
  readonly instance: Instance;
  readonly modules: readonly string[];
  /** Whether it can do its work now: its readiness. */
  ready(): boolean;
}

/** Hears the whole picture of one module: all instances that the registry holds for healthy, possibly none. */
export type See = (module: string, instances: readonly Instance[]) => void;

/**
 * The discovery port: tells where modules are, through a registry that a team runs.
 *
 * What an adapter promises:
 * - `see` hears the picture of each module as soon as it can be read, and again whenever it has changed, at most
 *   `delayMs` after the change, as long as the registry works. A picture that cannot be read (the registry is away, or
 *   answers what makes no sense) is not told: what was told last stays in use. A record that makes no sense is left out
 *   of its picture, and logged once.
 * - Nothing that the registry says makes it throw, and no registry that is away keeps it from starting: it goes on
 *   trying, with full jitter, for as long as it runs.
 * - A registry that has forgotten what was announced, by a restart, is told again.
 */
export interface Discovery {
  /** The name used in `topology.yaml`: `static`, `eureka`, `consul`, `kubernetes`. */
  readonly name: string;
  /** The longest time in ms from a change in one process until `see` hears of it in another, while all works. */
  readonly delayMs: number;
  /** Begins to watch; resolves when each module's picture has been told once, or cannot be read for now. */
  start(modules: readonly string[], see: See): Promise<void>;
  /**
   * Registers this process under each of its modules, renews that, and lets others see it only while it is ready.
   * Resolves when the registry has heard it, or cannot for now. Adapters for which somebody else registers do nothing.
   */
  announce(announcement: Announcement): Promise<Announced>;
  /** Undefined while the registry works; otherwise one line that says what is wrong. */
  health(): string | undefined;
  /** Stops watching. */
  stop(): Promise<void>;
}

export interface Announced {
  /** Takes the records back: from now on others do not find this process. Takes at most `withinMs`, and never rejects. */
  withdraw(withinMs: number): Promise<void>;
}
