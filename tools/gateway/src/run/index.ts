export { runGateway } from './run-gateway.ts';
export type { RunGatewayOptions } from './run-gateway.ts';
