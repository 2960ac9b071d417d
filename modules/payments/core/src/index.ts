import { byOrder } from './handlers/by-order.ts';
import { charge } from './handlers/charge.ts';
import { refund } from './handlers/refund.ts';
import { settleVoid } from './handlers/settle-void.ts';
import { tokenize } from './handlers/tokenize.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: { tokenize, charge, refund, byOrder }, schedules: [settleVoid] });
