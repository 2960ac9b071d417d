import { byId } from './handlers/by-id.ts';
import { byIds } from './handlers/by-ids.ts';
import { changePrice } from './handlers/change-price.ts';
import { ids } from './handlers/ids.ts';
import { list } from './handlers/list.ts';
import { search } from './handlers/search.ts';
import { module } from './module.ts';

export default module.assemble({ handlers: { byId, byIds, changePrice, ids, list, search } });
