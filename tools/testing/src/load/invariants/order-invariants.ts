import { isDeepStrictEqual } from 'node:util';
import { describeLines, inAll } from './lines.ts';
import type { OrderRow, ParcelRow, PaymentRow, ReservationRow, ShopData } from './read-shop.ts';

interface Traces {
  readonly payment: PaymentRow | undefined;
  readonly parcel: ParcelRow | undefined;
  readonly reservation: ReservationRow | undefined;
}

/** What is wrong with orders, payments, parcels and reservations; a line each. */
export function orderFaults(shop: ShopData, acknowledged: readonly string[]): string[] {
  const orders = new Map(shop.orders.map((order) => [order.id, order]));
  const payments = new Map(shop.payments.map((payment) => [payment.order_id, payment]));
  const parcels = new Map(shop.parcels.map((parcel) => [parcel.order_id, parcel]));
  const reservations = new Map(shop.reservations.map((reservation) => [reservation.id, reservation]));
  const faults: string[] = [];
  for (const id of acknowledged) {
    const status = orders.get(id)?.status;
    if (status !== 'placed') faults.push(`order ${id} was acknowledged, but is ${status ?? 'nowhere'}`);
  }
  for (const id of new Set(acknowledged.filter((one, at) => acknowledged.indexOf(one) !== at))) {
    faults.push(`order ${id} was acknowledged to two checkouts`);
  }
  const everything = new Set([...orders.keys(), ...payments.keys(), ...parcels.keys(), ...reservations.keys()]);
  for (const id of everything) {
    const traces = { payment: payments.get(id), parcel: parcels.get(id), reservation: reservations.get(id) };
    for (const fault of faultsOf(orders.get(id), traces)) faults.push(`order ${id}: ${fault}`);
  }
  return faults;
}

/** The schemas allow one payment and one parcel per order: what is left is whether they are there, and right. */
function faultsOf(order: OrderRow | undefined, traces: Traces): string[] {
  if (order?.status === 'pending' || order?.status === 'cancelling') return [`is still ${order.status}`];
  if (order?.status === 'placed') return [...placedFaults(order, traces), ...goodsFaults(order, traces)];
  const faults = undoneFaults(order?.status ?? 'nowhere', traces);
  return order?.status === 'cancelled' ? [...faults, ...goodsFaults(order, traces)] : faults;
}

/** What was taken for an order that was placed is what it is of, also when it was cancelled later. */
function goodsFaults({ items }: OrderRow, { reservation }: Traces): string[] {
  if (reservation === undefined) return [];
  const [ordered, taken] = [describeLines(items), describeLines(inAll(reservation.takings))];
  return ordered === taken ? [] : [`is of ${ordered}, but its reservation took ${taken}`];
}

function placedFaults(order: OrderRow, { payment, parcel, reservation }: Traces): string[] {
  const faults: string[] = [];
  if (payment?.status !== 'captured') faults.push(`is placed, but its payment is ${payment?.status ?? 'missing'}`);
  else {
    if (payment.payment_id !== order.payment_id) faults.push('bears another payment than the one that was captured');
    if (!isDeepStrictEqual(payment.amount, order.total)) faults.push('another amount was captured than its total');
  }
  if (parcel === undefined || parcel.status === 'cancelled') {
    faults.push(`is placed, but its parcel is ${parcel?.status ?? 'missing'}`);
  } else if (parcel.tracking_id !== order.tracking_id) faults.push('bears another tracking id than its parcel');
  if (reservation?.status !== 'committed') {
    faults.push(`is placed, but its reservation is ${reservation?.status ?? 'missing'}`);
  }
  return faults;
}

function undoneFaults(status: string, { payment, parcel, reservation }: Traces): string[] {
  const faults: string[] = [];
  if (payment?.status === 'captured') faults.push(`is ${status}, but money was kept`);
  if (parcel !== undefined && parcel.status !== 'cancelled')
    faults.push(`is ${status}, but its parcel is ${parcel.status}`);
  if (reservation?.status === 'held' || reservation?.status === 'committed') {
    faults.push(`is ${status}, but its reservation is ${reservation.status}`);
  }
  return faults;
}
