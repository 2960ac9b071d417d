import { createHash } from 'node:crypto';
import { outside } from '@carveout/runtime';
import type { AssembledModule } from '@carveout/runtime';
import pg from 'pg';

type Authorisation =
  | { readonly kind: 'authorised'; readonly authorisation: string; readonly lastFour: string }
  | { readonly kind: 'declined'; readonly reason: string };

/** The tables of the bank, which belong to nobody in the shop. */
export const bankTables = `
  create schema bank;
  create table bank.capture (charge text primary key, amount jsonb not null, position bigserial, returned boolean not null default false);
  create table bank.refund (key text primary key, charge text not null);
  create table bank.authorisation (charge text primary key, amount jsonb not null)`;

export const GOOD_CARD = '4432801561520454';
/** Passes the shop's checks, and no bank takes it. */
export const DECLINED_CARD = '4000000000000002';

/**
 * A card provider whose ledger survives any process of the shop: it has connections of its own, which no fault touches.
 * Every request is idempotent under its key. Money that is taken after a refund is kept, until a refund under another
 * key: what must never happen is up to the shop.
 */
class Bank {
  readonly #pool: pg.Pool;

  constructor(url: string) {
    this.#pool = new pg.Pool({ connectionString: url, max: 4 });
    this.#pool.on('error', () => undefined);
  }

  keep({ digits }: { readonly digits: string }): Promise<{ readonly token: string }> {
    return Promise.resolve({
      token: `tok_${digits === DECLINED_CARD ? 'declined' : 'good'}_${reference('card', digits)}`,
    });
  }

  async authorise(request: {
    readonly key: string;
    readonly token: string;
    readonly amount: object;
  }): Promise<Authorisation> {
    const { key, token, amount } = request;
    if (token.startsWith('tok_declined')) return { kind: 'declined', reason: 'The bank says no.' };
    await this.#pool.query('insert into bank.authorisation values ($1, $2) on conflict do nothing', [key, amount]);
    return { kind: 'authorised', authorisation: reference('auth', key), lastFour: GOOD_CARD.slice(-4) };
  }

  async capture({ key }: { readonly key: string }): Promise<{ readonly paymentId: string }> {
    await this.#pool.query(
      'insert into bank.capture (charge, amount) select charge, amount from bank.authorisation where charge = $1 on conflict do nothing',
      [key],
    );
    return { paymentId: reference('pay', key) };
  }

  async refund({ key, charge }: { readonly key: string; readonly charge: string }): Promise<void> {
    await this.#pool.query(
      `with told as (insert into bank.refund values ($1, $2) on conflict do nothing returning charge)
       update bank.capture set returned = true where charge in (select charge from told)`,
      [key, charge],
    );
  }
}

function reference(kind: string, key: string): string {
  return `${kind}_${createHash('sha256').update(`${kind} ${key}`).digest('base64url').slice(0, 24)}`;
}

/** The payments module with the bank as its card provider. */
export function withBank(payments: AssembledModule, url: string): AssembledModule {
  const cards = outside({ adapters: { bank: () => new Bank(url) }, default: 'bank' });
  return { ...payments, parts: { ...payments.parts, ports: { ...payments.parts.ports, cards } } };
}
