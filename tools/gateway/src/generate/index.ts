export { amazonConfig } from './amazon/amazon-config.ts';
export { kongConfig } from './kong/kong-config.ts';
export { nginxConfig } from './nginx/nginx-config.ts';
export type { NginxOptions } from './nginx/nginx-config.ts';
export { authority, parseInstances } from './instances.ts';
export type { Address, InstanceList } from './instances.ts';
export { planGateway } from './plan.ts';
export type { GatewayPlan, PlanOptions } from './plan.ts';
