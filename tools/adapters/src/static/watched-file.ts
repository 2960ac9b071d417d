import { constants, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Larger files are not read. */
const MOST_BYTES = 1024 * 1024;
/** Many changes at once, as an editor makes them, are one. In ms. */
const SETTLE_MS = 50;

type Heard = (text: string | Error) => void;

/**
 * A file's text, whenever it has changed, or why it cannot be read. The folder is watched and not the file, which may be
 * replaced by rename, or lead through a link that is swapped as Kubernetes does it with what it mounts. Since systems
 * do not tell of everything (network drives, links further up), it is also read at intervals.
 */
export class WatchedFile {
  readonly #file: string;
  readonly #pollMs: number;
  #hear: Heard | undefined;
  #watcher: FSWatcher | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The timer is that of a change, not the interval's. */
  #settling = false;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(file: string, pollMs: number) {
    this.#file = file;
    this.#pollMs = pollMs;
  }

  /** Resolves when it was read once, or could not be. Each reading is heard. */
  async start(hear: Heard): Promise<void> {
    this.#hear = hear;
    await this.#read();
  }

  async stop(): Promise<void> {
    this.#hear = undefined;
    clearTimeout(this.#timer);
    this.#watcher?.close();
    await this.#reading;
  }

  #read(): Promise<void> {
    if (this.#reading !== undefined) {
      this.#again = true;
      return this.#reading;
    }
    clearTimeout(this.#timer);
    this.#settling = false;
    this.#watch();
    this.#reading = readText(this.#file).then((text) => {
      this.#reading = undefined;
      this.#hear?.(text);
      if (this.#hear === undefined) return;
      this.#settling = this.#again;
      this.#again = false;
      this.#timer = setTimeout(() => void this.#read(), this.#settling ? SETTLE_MS : this.#pollMs);
    });
    return this.#reading;
  }

  #watch(): void {
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = watch(dirname(this.#file), { persistent: false }, () => this.#soon());
      this.#watcher.on('error', () => this.#unwatch());
    } catch {
      this.#unwatch(); // the folder is not there yet
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }

  #soon(): void {
    if (this.#hear === undefined) return;
    if (this.#reading !== undefined) {
      this.#again = true;
      return;
    }
    // Not put off by each further change: in some folders something is written all the time.
    if (this.#settling) return;
    this.#settling = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#read(), SETTLE_MS);
  }
}

/** Never more than the limit is read, and nothing is waited for, whatever kind of file it is. */
async function readText(file: string): Promise<string | Error> {
  try {
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) return new Error('it is no file');
      const buffer = Buffer.alloc(MOST_BYTES + 1);
      let length = 0;
      while (length <= MOST_BYTES) {
        const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      if (length > MOST_BYTES) return new Error(`it is larger than ${MOST_BYTES} bytes`);
      return buffer.toString('utf8', 0, length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    return error as Error;
  }
}
