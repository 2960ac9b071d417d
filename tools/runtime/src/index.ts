export * from './errors/index.ts';
export * from './ports/index.ts';
export * from './definition/index.ts';
