import type { ErrorDefinition } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';
import { BackingUnavailable, installCommand } from './backing-unavailable.ts';

export const noNginxDefinition: ErrorDefinition = { code: 'CARV-493', title: 'No nginx could be had' };

export function noNginx(tried: readonly Tried[]): BackingUnavailable {
  const remedy = installCommand({ debian: 'nginx-light', homebrew: 'nginx' });
  return new BackingUnavailable(noNginxDefinition, 'An installed nginx', tried, remedy);
}
