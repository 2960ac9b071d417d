import { add } from './handlers/add.ts';
import { empty } from './handlers/empty.ts';
import { forgetAbandoned } from './handlers/forget-abandoned.ts';
import { get } from './handlers/get.ts';
import { onOrderPlaced } from './handlers/on-order-placed.ts';
import { module } from './module.ts';

export default module.assemble({
  handlers: { add, empty, get },
  listeners: [onOrderPlaced],
  schedules: [forgetAbandoned],
});
