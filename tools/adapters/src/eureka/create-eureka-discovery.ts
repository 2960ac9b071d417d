import type { Announced, Announcement, Discovery, See } from '@carveout/runtime';
import type { Logger } from 'pino';
import { Announcer, LOOK_MS } from './announce/announcer.ts';
import { Doubt } from './doubt.ts';
import { registryAway } from './errors/carv-451-registry-away.ts';
import type { EurekaOptions, Settings } from './options.ts';
import { settingsOf } from './options.ts';
import { Servers } from './requests/servers.ts';
import { Watcher } from './watch/watcher.ts';

/** What requests take while all works, in ms: one to tell, one to ask. */
const REQUESTS_MS = 500;

/**
 * Discovery through Eureka. Nothing connects before `start` or `announce`.
 *
 * @throws CarveoutError CARV-450 for an option that cannot work.
 */
export function createEurekaDiscovery(options: EurekaOptions): Discovery {
  return new EurekaDiscovery(settingsOf(options));
}

class EurekaDiscovery implements Discovery {
  readonly name = 'eureka';
  readonly delayMs: number;
  readonly #settings: Settings;
  readonly #servers: Servers;
  readonly #doubt = new Doubt();
  readonly #spoken: Spoken;
  readonly #watcher: Watcher;
  readonly #announcers = new Set<Announcer>();

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#spoken = new Spoken(settings.log);
    this.#servers = new Servers(settings);
    this.delayMs = LOOK_MS + settings.serverCacheMs + settings.fetchMs + REQUESTS_MS;
    this.#watcher = new Watcher({
      servers: this.#servers,
      settings,
      doubt: this.#doubt,
      tried: this.#tried,
      heard: (registry) => {
        for (const announcer of this.#announcers) announcer.heard(registry);
      },
    });
  }

  start(modules: readonly string[], see: See): Promise<void> {
    return this.#watcher.start(modules, see);
  }

  async announce(announcement: Announcement): Promise<Announced> {
    const [servers, settings, doubt] = [this.#servers, this.#settings, this.#doubt];
    const announcer = new Announcer(announcement, { servers, settings, doubt, tried: this.#tried });
    this.#announcers.add(announcer);
    await announcer.start();
    return announcer;
  }

  health(): string | undefined {
    const troubles = [this.#watcher.trouble, ...[...this.#announcers].map(({ trouble }) => trouble)];
    const trouble = troubles.find((one) => one !== undefined) ?? this.#doubt.reason;
    return trouble?.replace(/\s+/g, ' ').slice(0, 500);
  }

  async stop(): Promise<void> {
    this.#watcher.stop();
    for (const announcer of this.#announcers) announcer.stop();
  }

  readonly #tried = (): void => this.#spoken.say(this.health());
}

/** Logs that the registry went away and came back: once each, not at every try. */
class Spoken {
  readonly #log: Logger;
  #away = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  say(health: string | undefined): void {
    if ((health !== undefined) === this.#away) return;
    this.#away = health !== undefined;
    const { code } = registryAway;
    if (this.#away) this.#log.warn({ code }, `${code}: discovery: ${health}`);
    else this.#log.info('discovery: Eureka works again');
  }
}
