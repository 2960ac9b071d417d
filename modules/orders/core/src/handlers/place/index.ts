import { module } from '../../module.ts';
import { charge } from './charge.ts';
import { commit } from './commit.ts';
import { confirm } from './confirm.ts';
import { gather } from './gather.ts';
import { open } from './open.ts';
import { given, PlaceState } from './place-state.ts';
import { reserve } from './reserve.ts';
import { ship } from './ship.ts';
import { take } from './take.ts';

/** The saga's id is the order's id, and with it names the reservation, the payment and the parcel. */
export const place = module.saga('place', {
  state: PlaceState,
  begin: (input, { sagaId }) => ({ ...input, orderId: sagaId, items: [] }),
  steps: [gather, open, take, reserve, charge, commit, ship, confirm],
  finish: ({ order }) => given(order, 'an order'),
});
