import pg from 'pg';
import type { Line } from './lines.ts';

export interface OrderRow {
  readonly id: string;
  readonly status: 'pending' | 'placed' | 'failed' | 'cancelling' | 'cancelled';
  readonly payment_id: string | null;
  readonly tracking_id: string | null;
  readonly items: readonly Line[];
  readonly total: unknown;
}

export interface PaymentRow {
  readonly order_id: string;
  readonly status: 'captured' | 'refunded' | 'void';
  readonly payment_id: string | null;
  readonly amount: unknown;
}

export interface ParcelRow {
  readonly order_id: string;
  readonly status: 'booked' | 'ready' | 'left' | 'cancelled';
  readonly tracking_id: string;
}

export interface ReservationRow {
  readonly id: string;
  readonly status: 'held' | 'committed' | 'released' | 'expired';
  /** Kept when the goods go back. */
  readonly takings: readonly (Line & { readonly warehouse: string })[];
}

export interface StockRow {
  readonly product_id: string;
  readonly warehouse: string;
  readonly initial: number;
  readonly on_hand: number;
  readonly reserved: number;
  readonly shipped: number;
  readonly restocked: number;
  readonly moved: number;
}

/** What the kit still has to do for one module. */
export interface Backlog {
  readonly schema: string;
  readonly outbox: number;
  readonly sagas: number;
  readonly deadLetters: number;
}

/** Everything that the shop's invariants speak of. */
export interface ShopData {
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly parcels: readonly ParcelRow[];
  readonly reservations: readonly ReservationRow[];
  readonly stock: readonly StockRow[];
  readonly backlogs: readonly Backlog[];
}

export type DatabaseEnvironment = Readonly<Record<string, string | undefined>>;

const MODULES = ['carts', 'catalog', 'inventory', 'notifications', 'orders', 'payments', 'shipping'];

/** Reads the modules' schemas where the environment says they are: `DATABASE_URL`, or one per module. */
export async function readShop(environment: DatabaseEnvironment): Promise<ShopData> {
  const clients = new Map<string, pg.Client>();
  const query = async <Row extends pg.QueryResultRow>(module: string, text: string): Promise<Row[]> => {
    const url = environment[`${module.toUpperCase()}_DATABASE_URL`] ?? environment['DATABASE_URL'];
    if (!url) throw new Error(`Where is the data of ${module}? Set DATABASE_URL.`);
    let client = clients.get(url);
    if (!client) {
      client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
      await client.connect();
      clients.set(url, client);
    }
    return (await client.query<Row>(text)).rows;
  };
  try {
    const backlogs: Backlog[] = [];
    for (const module of MODULES) backlogs.push(...(await query<Backlog>(module, backlogOf(module))));
    return {
      orders: await query('orders', 'select id, status, payment_id, tracking_id, items, total from orders.orders'),
      payments: await query('payments', 'select order_id, status, payment_id, amount from payments.payments'),
      parcels: await query('shipping', 'select order_id, status, tracking_id from shipping.parcel'),
      reservations: await query('inventory', 'select id, status, takings from inventory.reservation'),
      // Counts come as text, since they are bigint: what a shop has fits a number.
      stock: (await query<Record<string, string>>('inventory', 'select * from inventory.stock')).map(stockRow),
      backlogs,
    };
  } finally {
    await Promise.all([...clients.values()].map((client) => client.end()));
  }
}

/** Selects the backlog of a module. */
export function backlogOf(module: string): string {
  return `select '${module}' as schema,
    (select count(*)::int from ${module}.carveout_outbox) as outbox,
    (select count(*)::int from ${module}.carveout_sagas where status <> 'ended') as sagas,
    (select count(*)::int from ${module}.carveout_dead_letters) as "deadLetters"`;
}

function stockRow({ product_id = '', warehouse = '', ...counts }: Record<string, string>): StockRow {
  const of = (name: string): number => Number(counts[name]);
  return {
    product_id,
    warehouse,
    initial: of('initial'),
    on_hand: of('on_hand'),
    reserved: of('reserved'),
    shipped: of('shipped'),
    restocked: of('restocked'),
    moved: of('moved'),
  };
}
