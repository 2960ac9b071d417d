import { commit } from './handlers/commit.ts';
import { expireReservations } from './handlers/expire-reservations.ts';
import { levels } from './handlers/levels.ts';
import { release } from './handlers/release.ts';
import { reserve } from './handlers/reserve.ts';
import { restock } from './handlers/restock.ts';
import { transfer } from './handlers/transfer.ts';
import { module } from './module.ts';

export default module.assemble({
  handlers: { commit, levels, release, reserve, restock, transfer },
  schedules: [expireReservations],
});
