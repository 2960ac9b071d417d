import { dirname, join } from 'node:path/posix';
import type { Rule } from 'eslint';
import { onImport } from './imported.ts';

const OF_TESTS = /\/src\/(?:.*\/)?testing\/|\.(?:test|test-d|bench)\.ts$/;

/**
 * Tests may import what nothing else may, the kit for tests above all. What imports their files gets at all that by the
 * way, so only tests import these. To be turned on for what is no test.
 */
export const noTestsInProduction: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'only tests import what belongs to tests' },
    schema: [],
    messages: {
      test:
        "'{{specifier}}' belongs to tests, which may import what this file may not. Move what both need out of it, or " +
        'this file into a folder testing.',
    },
  },
  create(context) {
    const folder = dirname(context.filename.replaceAll('\\', '/'));
    return onImport((specifier, node) => {
      if (!specifier.startsWith('.') || !OF_TESTS.test(join(folder, specifier))) return;
      context.report({ node, messageId: 'test', data: { specifier } });
    });
  },
};
