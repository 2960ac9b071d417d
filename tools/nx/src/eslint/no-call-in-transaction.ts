import type { Rule } from 'eslint';
import type { CallExpression, Node } from 'estree';

/**
 * A call to a neighbour inside `transaction(…)` would hold its locks while the neighbour answers, and could not be
 * undone with it. Calls come first, then the transaction.
 */
export const noCallInTransaction: Rule.RuleModule = {
  meta: {
    type: 'problem',
    docs: { description: 'no call to a neighbour inside a transaction' },
    schema: [],
    messages: {
      inside:
        "'{{call}}' is called inside a transaction. Call it before, and give the transaction its answer; " +
        'what must follow the transaction is an event or a saga step.',
    },
  },
  create: (context) => ({
    CallExpression(node) {
      const path = memberPath(node.callee);
      if (!path?.includes('calls') || path.at(-1) === 'calls') return;
      if (isInTransaction(node)) context.report({ node, messageId: 'inside', data: { call: path.join('.') } });
    },
  }),
};

/** `['context', 'calls', 'shipping', 'track']` for `context.calls.shipping.track`. */
function memberPath(node: Node): string[] | undefined {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'ChainExpression') return memberPath(node.expression);
  if (node.type !== 'MemberExpression') return undefined;
  const before = memberPath(node.object);
  if (node.property.type === 'Identifier' && !node.computed) return before && [...before, node.property.name];
  return before && [...before, '[…]'];
}

/** True when a function around the node is an argument of `transaction(…)` or `….transaction(…)`. */
function isInTransaction(node: Rule.Node): boolean {
  for (let inner = node, outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (outer.type !== 'CallExpression') continue;
    const isArgument = (outer as CallExpression).arguments.includes(inner as never);
    const isFunction = inner.type === 'ArrowFunctionExpression' || inner.type === 'FunctionExpression';
    if (isArgument && isFunction && memberPath(outer.callee)?.at(-1) === 'transaction') return true;
  }
  return false;
}
