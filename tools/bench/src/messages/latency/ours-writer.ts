import { deskModule, host, ordersModule } from '../ours-modules.ts';
import type { DeskCalls } from '../ours-modules.ts';
import { beWriter } from './latency-role.ts';

beWriter(async (setting, committed) => {
  const writer = await host({ deployable: 'writer', modules: [deskModule, ordersModule(committed)], ...setting });
  return {
    write: async (order) => {
      await (writer.callsAs('desk') as DeskCalls).orders.place(order);
    },
    stop: () => writer.stop(1_000),
  };
});
