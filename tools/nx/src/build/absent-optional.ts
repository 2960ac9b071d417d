import type { Plugin } from 'esbuild';

/** Marks this plugin's own resolution, which must not come back to it. */
const ASKED = Symbol('asked');

/**
 * Leaves out what a library imports only if it happens to be installed (drivers, native accelerators). An import of
 * the workspace's own code that cannot be found stays an error.
 */
export const leaveAbsentOptional: Plugin = {
  name: 'leave-absent-optional',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (pluginData === ASKED || path.startsWith('node:') || !importer.includes('/node_modules/')) return undefined;
      const found = await build.resolve(path, { importer, kind, resolveDir, pluginData: ASKED });
      if (found.errors.length > 0) return { path, external: true };
      return found.path.endsWith('.node') ? { path: found.path, external: true } : found;
    });
  },
};
