/** Where a backing server was taken from. */
export type BackingOrigin = 'environment' | 'docker' | 'embedded' | 'installed' | 'apt';

/** One use of a PostgreSQL or RabbitMQ. The server lives until its last user releases it. */
export interface BackingUse {
  /** With an account that may do everything: `postgresql://…/postgres`, or `amqp://…` for the vhost `/`. */
  readonly url: string;
  readonly origin: BackingOrigin;
  /** True when the server ran already and this use joined it. */
  readonly joined: boolean;
  /**
   * Ends this use; the last user stops the server, unless it came from the environment. Calling it again does nothing.
   */
  release(): Promise<void>;
}

export interface BackingOptions {
  /**
   * Where state, log and data are kept. Users that name the same folder use the same server: `developmentFolders` and
   * `testFolders` name the usual ones.
   */
  readonly folder: string;
  /**
   * True keeps the data for the next start and writes it safely to disk. False makes a throw-away server: nothing is
   * forced to disk, it is killed rather than stopped, and its data is removed.
   */
  readonly persistent: boolean;
  /** Takes one line of progress at a time, without its end. @default nothing is said */
  readonly log?: (line: string) => void;
}
