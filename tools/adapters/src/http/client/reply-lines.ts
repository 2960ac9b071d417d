const NEWLINE = 0x0a;

/** Cuts a body into lines and reads each as JSON. */
export class ReplyLines {
  readonly #mostBytes: number;
  readonly #take: (line: unknown) => void;
  #left: number;
  #part: Buffer[] = [];
  #partBytes = 0;

  /**
   * @param most lines; what follows them is too much.
   * @param mostBytes of one line.
   * @param take hears each line in turn; undefined for one that is no JSON.
   */
  constructor(most: number, mostBytes: number, take: (line: unknown) => void) {
    this.#left = most;
    this.#mostBytes = mostBytes;
    this.#take = take;
  }

  /** False when there are too many lines, or one is too long: no more is to be read. */
  push(chunk: Buffer): boolean {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      if (this.#left === 0 || this.#partBytes + end - from > this.#mostBytes) return false;
      this.#left -= 1;
      this.#take(parsed(this.#whole(chunk, from, end)));
      from = end + 1;
    }
    const rest = chunk.length - from;
    if (rest === 0) return true;
    this.#part.push(from === 0 ? chunk : chunk.subarray(from));
    this.#partBytes += rest;
    return this.#left > 0 && this.#partBytes <= this.#mostBytes;
  }

  #whole(chunk: Buffer, from: number, end: number): string {
    if (this.#partBytes === 0) return chunk.toString('utf8', from, end);
    const line = Buffer.concat([...this.#part, chunk.subarray(from, end)]).toString();
    this.#part = [];
    this.#partBytes = 0;
    return line;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
