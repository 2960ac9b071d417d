import type { BackingOrigin } from '../backing-use.ts';
import type { ProcessIdentity } from './process-identity.ts';

/** A server that runs: all that another process needs to reach it, to check it and to stop it. */
export interface Running {
  readonly origin: BackingOrigin;
  readonly url: string;
  /** RabbitMQ's management API, with credentials. */
  readonly managementUrl?: string;
  /** The server's own process comes first. Empty for a container. */
  readonly processes: readonly ProcessIdentity[];
  /** The container's id, when the server runs in one. */
  readonly container?: string;
}

/** What a source that starts a server is told. */
export interface StartRequest {
  readonly folder: string;
  readonly persistent: boolean;
  readonly log: (line: string) => void;
  /** To be called as soon as a process or container was started, so that a killed starter leaves no unknown one. */
  readonly record: (begun: Pick<Running, 'processes' | 'container'>) => void;
}

/** One of the ways to have a server, tried in order. */
export interface Source {
  readonly origin: BackingOrigin;
  /** Answers the running server, or why there is none; it then leaves nothing behind. */
  readonly start: (request: StartRequest) => Promise<Running | NotHad>;
}

/** Why a source gave no server, and what would change that. */
export interface NotHad {
  readonly reason: string;
  /** A command, or a setting. */
  readonly remedy?: string;
}

/** PostgreSQL, RabbitMQ or Eureka, as far as starting, joining and stopping go. */
export interface BackingKind {
  readonly name: 'PostgreSQL' | 'RabbitMQ' | 'Eureka';
  readonly sources: (persistent: boolean) => readonly Source[];
  readonly answers: (running: Running) => Promise<boolean>;
  /** Stops the server; `persistent` asks for a clean stop. */
  readonly stop: (running: Running, persistent: boolean) => Promise<void>;
  /** Removes a throw-away server's data from its folder; also called while the process exits, so nothing is awaited. */
  readonly clear: (folder: string) => void;
  /** The error for "no source gave one". */
  readonly unavailable: (tried: readonly Tried[]) => Error;
  /** The error for "the data is with an origin that gives no server now". */
  readonly keptElsewhere: (kept: {
    readonly folder: string;
    readonly origin: BackingOrigin;
    readonly why: string;
  }) => Error;
}

export interface Tried extends NotHad {
  readonly origin: BackingOrigin;
}

export function isNotHad(answer: Running | NotHad): answer is NotHad {
  return 'reason' in answer;
}
