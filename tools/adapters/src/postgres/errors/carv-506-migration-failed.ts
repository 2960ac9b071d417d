import type { ErrorDefinition } from '@carveout/runtime';

export const migrationFailed: ErrorDefinition = { code: 'CARV-506', title: 'A migration failed' };
