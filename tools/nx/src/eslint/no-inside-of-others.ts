import { dirname, join } from 'node:path/posix';
import type { Rule } from 'eslint';
import { onImport } from './imported.ts';

const PACKAGE = /^(.*\/(?:modules\/[^/]+\/(?:contract|core)|tools\/[^/]+))\//;

/** A relative import that leaves its package reaches into the inside of another, past its contract. */
export const noInsideOfOthers: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'no relative import that leaves its package' },
    schema: [],
    messages: {
      inside: "'{{specifier}}' leaves its package. Import the other package by its name, and only what it exports.",
    },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const own = PACKAGE.exec(file)?.[1];
    if (own === undefined) return {};
    return onImport((specifier, node) => {
      if (!specifier.startsWith('.') || join(dirname(file), specifier).startsWith(`${own}/`)) return;
      context.report({ node, messageId: 'inside', data: { specifier } });
    });
  },
};
