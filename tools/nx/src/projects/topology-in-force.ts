import { loadTopology } from '@carveout/runtime/topology';
import type { Topology } from '@carveout/runtime/topology';

/** The topology in force. Nx prints no more of an error than its message, so the code becomes part of it. */
export function topologyInForce(workspaceRoot: string): Topology {
  try {
    return loadTopology(workspaceRoot);
  } catch (error) {
    const isSingle = error instanceof Error && 'code' in error;
    throw new Error(isSingle ? String(error) : (error as Error).message, { cause: error });
  }
}
