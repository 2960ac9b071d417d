import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const moduleHostedNowhere: ErrorDefinition = { code: 'CARV-210', title: 'A module is hosted nowhere' };
