/** What a gateway and the doors behind it agree on. Free of what a door itself needs, so that a gateway stays small. */
export { BoundedMap } from '../../bounded-map.ts';
export { isForAnybody } from '../../pipeline/access.ts';
export { problemUri, PROBLEM_TYPE } from '../problems/problem.ts';
export type { Problem } from '../problems/problem.ts';
export { newGatewayKeys } from './gateway-keys.ts';
export type { GatewayKeys } from './gateway-keys.ts';
export { inwardPrincipal } from './inward-principal.ts';
export type { InwardPrincipal, InwardPrincipalOptions } from './inward-principal.ts';
export {
  PRINCIPAL_AUDIENCE,
  PRINCIPAL_HEADER,
  PRINCIPAL_ISSUER,
  PRINCIPAL_LIFE_S,
  PRINCIPAL_TYPE,
} from './principal-header.ts';
