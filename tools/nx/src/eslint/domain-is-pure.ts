import { dirname, join } from 'node:path/posix';
import type { Rule } from 'eslint';
import { onImport } from './imported.ts';

const DOMAIN = /^(.*\/modules\/[^/]+\/core\/src\/domain)\//;

/**
 * `modules/<name>/core/src/domain/` holds rules that need nothing else: it imports only itself, contracts, and what the
 * option `allow` names (regular expressions). No kit, no framework, no Node built-in, nothing of the core around it.
 */
export const domainIsPure: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'the domain imports no kit and no I/O' },
    schema: [
      {
        type: 'object',
        properties: { allow: { type: 'array', items: { type: 'string' } } },
        additionalProperties: false,
      },
    ],
    messages: {
      impure:
        "The domain imports '{{specifier}}'. It may import its own files, {{allowed}}. Pass in what it needs, or move " +
        'this to a handler.',
    },
  },
  create(context) {
    const file = context.filename.replaceAll('\\', '/');
    const domain = DOMAIN.exec(file)?.[1];
    if (domain === undefined || /\.test\.ts$/.test(file)) return {};
    const allow = ((context.options[0] as { allow?: string[] } | undefined)?.allow ?? []).map(
      (text) => new RegExp(text),
    );
    return onImport((specifier, node) => {
      const isOwn = specifier.startsWith('.') && join(dirname(file), specifier).startsWith(`${domain}/`);
      if (isOwn || allow.some((pattern) => pattern.test(specifier))) return;
      const allowed = allow.map(String).join(', ') || 'and nothing else';
      context.report({ node, messageId: 'impure', data: { specifier, allowed } });
    });
  },
};
