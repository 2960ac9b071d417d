import { deskModule } from '../ours.ts';
import type { DeskCalls } from '../ours.ts';
import { beClient } from '../roles.ts';
import { hostOverHttp } from './ours-http-setting.ts';

/** A piece of work that makes calls has a deadline that they share; each has its own, shorter one too. */
const WORK_MS = 10_000;

beClient(async ({ ports: [own, port] }) => {
  const deployment = await hostOverHttp('desk', deskModule, own, port);
  return {
    call: (ask) => {
      const calls = deployment.callsAs('desk', { deadline: Date.now() + WORK_MS }) as DeskCalls;
      return calls.quotes.quote(ask);
    },
    stop: () => deployment.stop(1_000),
  };
});
