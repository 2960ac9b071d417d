import { defineContract } from '@carveout/contract';

/** The shop's pages. Nobody calls them but browsers, so there is nothing to publish to other modules. */
export const storefront = defineContract('storefront', {});

export default storefront;
