import type { ErrorDefinition } from '../../errors/carveout-error.ts';

export const gatewayInvalid: ErrorDefinition = { code: 'CARV-220', title: 'The gateway section says what it cannot' };
