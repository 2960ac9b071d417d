export { createNodes, createNodesV2 } from './create-nodes.ts';
export { createDependencies } from './create-dependencies.ts';
export const name = '@carveout/nx';
