import type { Rule } from 'eslint';
import type { Node } from 'estree';

/**
 * An import on demand names what it imports in a string literal. Nx's rule and the project graph read nothing else, so
 * a template or a variable would cross every boundary unseen.
 */
export const literalImports: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'an import on demand names what it imports in a string literal' },
    schema: [],
    messages: {
      computed:
        'What is imported here is not a string literal, so no boundary can be checked. Write import(…) with the name in ' +
        'quotes, once for each of what it may be.',
    },
  },
  create(context) {
    const check = (specifier: Node): void => {
      if (specifier.type === 'Literal' && typeof specifier.value === 'string') return;
      context.report({ node: specifier, messageId: 'computed' });
    };
    return {
      ImportExpression: ({ source }) => check(source),
      CallExpression({ callee, arguments: [first] }) {
        if (callee.type === 'Identifier' && callee.name === 'require' && first !== undefined) check(first);
      },
    };
  },
};
