import pg from 'pg';

export interface Holder {
  readonly host: string;
  /** Grows with each change of hands. */
  readonly fence: number;
}

/** The row of the database that says who has the lease. */
export class LeaseRow {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  }

  async holder(): Promise<Holder | undefined> {
    const { rows } = await this.#pool.query<Holder>('select host, fence::float8 as fence from ledger.carveout_relay');
    return rows[0];
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}
