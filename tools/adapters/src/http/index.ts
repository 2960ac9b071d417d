export { createHttpLink } from './create-http-link.ts';
export type { HttpLink } from './create-http-link.ts';
export type { HttpLinkLimits, HttpLinkOptions } from './options.ts';
