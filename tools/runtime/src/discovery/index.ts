export { Balancer } from './balancer.ts';
export { Directory } from './directory.ts';
export type { DirectoryOptions } from './directory.ts';
export type { Member, Sent } from './member.ts';
export { maySpeakTo } from './may-speak-to.ts';
export { isLoopback, Networks, USUAL_NETWORKS, usualNetworks } from './networks.ts';
export type { Tls } from './tls.ts';
