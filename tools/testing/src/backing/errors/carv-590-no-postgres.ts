import type { ErrorDefinition } from '@carveout/runtime';
import type { Tried } from '../joining/running.ts';
import { BackingUnavailable, installCommand } from './backing-unavailable.ts';

export const noPostgresDefinition: ErrorDefinition = { code: 'CARV-590', title: 'No PostgreSQL could be had' };

export function noPostgres(tried: readonly Tried[]): BackingUnavailable {
  const notInstalled = tried.find(({ origin }) => origin === 'embedded')?.remedy;
  const remedy = notInstalled ?? installCommand({ debian: 'postgresql', homebrew: 'postgresql@17' });
  return new BackingUnavailable(noPostgresDefinition, 'PostgreSQL', tried, remedy, 'DATABASE_URL');
}
