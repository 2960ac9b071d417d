import { cancel } from './handlers/cancel.ts';
import { carrierRound } from './handlers/carrier-round.ts';
import { dispatch } from './handlers/dispatch.ts';
import { onOrderPlaced } from './handlers/on-order-placed.ts';
import { quote } from './handlers/quote.ts';
import { ship } from './handlers/ship.ts';
import { track } from './handlers/track.ts';
import { module } from './module.ts';

export default module.assemble({
  handlers: { cancel, dispatch, quote, ship, track },
  listeners: [onOrderPlaced],
  schedules: [carrierRound],
});
