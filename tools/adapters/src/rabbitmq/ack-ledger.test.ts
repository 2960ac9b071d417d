import type { Channel } from 'amqplib';
import { describe, expect, it } from 'vitest';
import { AckLedger } from './ack-ledger.ts';
import { TurnEnd } from './connection/turn-end.ts';
import { silent } from './fixture/links.ts';

/** The broker's books: closes the channel, as RabbitMQ does, when a tag is acknowledged that is not open. */
class Books {
  readonly open: Set<number>;
  frames = 0;

  constructor(deliveries: number) {
    this.open = new Set(Array.from({ length: deliveries }, (_, index) => index + 1));
  }

  readonly channel = {
    ack: ({ fields: { deliveryTag } }: { fields: { deliveryTag: number } }, allUpTo?: boolean) => {
      this.frames += 1;
      if (!this.open.has(deliveryTag)) throw new Error(`406 unknown delivery tag ${deliveryTag}`);
      for (const tag of [...this.open])
        if (tag === deliveryTag || (allUpTo === true && tag < deliveryTag)) this.open.delete(tag);
    },
  } as unknown as Channel;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function ledgerOver(deliveries: number, prefetch: number): { books: Books; ledger: AckLedger } {
  const books = new Books(deliveries);
  const ledger = new AckLedger(books.channel, new TurnEnd(silent), prefetch);
  for (const tag of books.open) ledger.deliver(tag);
  return { books, ledger };
}

describe('AckLedger', () => {
  it('acknowledges a finished prefix with one frame at the end of the turn', async () => {
    const { books, ledger } = ledgerOver(5, 40);
    for (const tag of [2, 1, 3]) ledger.finish(tag);
    expect(books.frames).toBe(0);
    await turn();
    expect([books.frames, [...books.open]]).toEqual([1, [4, 5]]);
  });

  it('does not acknowledge past an unfinished delivery', async () => {
    const { books, ledger } = ledgerOver(5, 40);
    for (const tag of [1, 3, 4, 5]) ledger.finish(tag);
    await turn();
    expect([...books.open]).toEqual([2, 3, 4, 5]);
    ledger.finish(2);
    await turn();
    expect([...books.open]).toEqual([]);
    expect(books.frames).toBe(2);
  });

  it('acknowledges one by one what an unfinished delivery holds back for too long', async () => {
    const { books, ledger } = ledgerOver(8, 11);
    for (const tag of [2, 3, 4]) ledger.finish(tag);
    await turn();
    expect([...books.open]).toEqual([1, 5, 6, 7, 8]);
    ledger.finish(5);
    await turn();
    expect([...books.open]).toEqual([1, 5, 6, 7, 8]);
    // 5 is the last that was not acknowledged by itself.
    ledger.finish(1);
    await turn();
    expect([...books.open]).toEqual([6, 7, 8]);
  });

  it('never acknowledges anything twice, in whatever order deliveries finish', async () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      let state = seed;
      const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      const { books, ledger } = ledgerOver(60, [1, 8, 61, 100, 240][seed % 5]!);
      const tags = [...books.open].toSorted(() => random() - 0.5);
      for (const tag of tags) {
        ledger.finish(tag);
        if (random() < 0.3) await turn();
      }
      await turn();
      expect([...books.open], `seed ${seed}`).toEqual([]);
    }
  });

  it('leaves all places of the window but those of open deliveries to others', async () => {
    const books = new Books(0);
    const ledger = new AckLedger(books.channel, new TurnEnd(silent), 20);
    let delivered = 0;
    for (let turns = 0; turns < 2_000 && delivered < 1_000; turns += 1) {
      while (books.open.size < 20) {
        const tag = ++delivered;
        books.open.add(tag);
        ledger.deliver(tag);
        // Nineteen that do not end.
        if (tag > 19) ledger.finish(tag);
      }
      await turn();
    }
    expect(delivered).toBeGreaterThanOrEqual(1_000);
    for (let tag = 1; tag <= 19; tag += 1) ledger.finish(tag);
    await turn();
    ledger.flush();
    expect([...books.open]).toEqual([]);
  });

  it('finishes what nobody waits for any more, once', async () => {
    const books = new Books(3);
    const ledger = new AckLedger(books.channel, new TurnEnd(silent), 3);
    ledger.deliver(1, 1_000);
    ledger.deliver(2);
    ledger.deliver(3, 2_000);
    ledger.finishOverdue(1_000);
    await turn();
    expect([...books.open]).toEqual([2, 3]);
    ledger.finish(1);
    ledger.finishOverdue(5_000);
    await turn();
    ledger.finish(2);
    await turn();
    expect([[...books.open], books.frames]).toEqual([[], 3]);
  });

  it('flush acknowledges all that is finished at once', () => {
    const { books, ledger } = ledgerOver(4, 40);
    for (const tag of [1, 3]) ledger.finish(tag);
    ledger.flush();
    expect([...books.open]).toEqual([2, 4]);
  });

  it('writes nothing once it is closed', async () => {
    const { books, ledger } = ledgerOver(2, 40);
    ledger.finish(1);
    ledger.close();
    ledger.finish(2);
    await turn();
    ledger.flush();
    expect(books.frames).toBe(0);
  });
});
