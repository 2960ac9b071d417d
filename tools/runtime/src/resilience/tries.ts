import type { CallReply, PendingReply } from '../ports/index.ts';

/** Who is told what becomes of a try. */
export interface Tried {
  sent(): void;
  ended(reply: CallReply): void;
}

/** A try after the first, as its link knows it: late reports of one try are never taken for those of another. */
export class NextTry implements PendingReply {
  settled = false;
  readonly #call: Tried;

  constructor(call: Tried) {
    this.#call = call;
  }

  sent(): void {
    if (!this.settled) this.#call.sent();
  }

  keep(): void {
    // It is sent from the text that the first try has left.
  }

  reply(reply: CallReply): void {
    if (this.settled) return;
    this.settled = true;
    this.#call.ended(reply);
  }
}

/** What is known of a call whose first try has failed. */
export class Tries {
  /** Made so far, the one that is prepared or under way included. */
  count = 1;
  /** One of them may have run: what the next ones learn does not take that back. */
  mayHaveRun = false;
  /** How the last one ended, during the pause before the next. */
  pausedAfter: CallReply | undefined = undefined;
  current: NextTry | undefined = undefined;
  #timer: NodeJS.Timeout | undefined;

  pause(reply: CallReply, ms: number, go: () => void): void {
    this.count += 1;
    this.pausedAfter = reply;
    if (reply.kind === 'outcome-unknown') this.mayHaveRun = true;
    this.#timer = setTimeout(go, ms);
  }

  next(call: Tried): NextTry {
    this.pausedAfter = undefined;
    return (this.current = new NextTry(call));
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}
