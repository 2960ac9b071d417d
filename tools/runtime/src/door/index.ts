export { createDoor } from './create-door.ts';
export { defaultLimits } from './options.ts';
export type { AnsweredRequest, BoundSite, DoorLimits, DoorOptions } from './options.ts';
export type { CallFromOutside, OutsideRequest } from './outside.ts';
export { outsideRequest } from './request-state.ts';
export { serverLimits } from './server-limits.ts';
export { createAdmin } from './admin/create-admin.ts';
export type { AdminOptions, HealthDetail } from './admin/create-admin.ts';
export { openApiDocument } from './openapi/document.ts';
