export { openTcpProxy } from './tcp-proxy.ts';
export type { ProxyOptions, TcpProxy } from './tcp-proxy.ts';
export { witnessOf } from './farewell-witness.ts';
export type { Seen, Witness } from './farewell-witness.ts';
