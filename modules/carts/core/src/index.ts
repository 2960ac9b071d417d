import { add } from './handlers/add.ts';
import { empty } from './handlers/empty.ts';
import { forgetAbandoned } from './handlers/forget-abandoned.ts';
import { get } from './handlers/get.ts';
import { putBack } from './handlers/put-back.ts';
import { take } from './handlers/take.ts';
import { module } from './module.ts';

export default module.assemble({
  handlers: { add, empty, get, putBack, take },
  schedules: [forgetAbandoned],
});
