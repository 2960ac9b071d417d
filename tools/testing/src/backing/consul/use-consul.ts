import { consulAddress } from './find-consul.ts';
import type { PrivateConsul } from './private-consul.ts';
import { startPrivateConsul } from './private-consul.ts';

/** The Consul that `CONSUL_URL` names, which is not to be stopped, else one of the test's own. */
export async function useConsul(): Promise<PrivateConsul & { readonly ours: boolean }> {
  const url = consulAddress();
  if (url === undefined) return Object.assign(await startPrivateConsul(), { ours: true });
  const refuse = async (): Promise<never> => {
    throw new Error('the Consul that CONSUL_URL names is not stopped by tests');
  };
  return {
    url,
    kind: 'the Consul that CONSUL_URL names',
    ours: false,
    stop: refuse,
    start: refuse,
    remove: async () => undefined,
  };
}
