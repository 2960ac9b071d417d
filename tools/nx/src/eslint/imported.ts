import type { Rule } from 'eslint';
import type { Node } from 'estree';

/** Calls `check` with every specifier that a file imports: statically, on demand, or by exporting it again. */
export function onImport(check: (specifier: string, node: Node) => void): Rule.RuleListener {
  const checkText = (node: Node | null | undefined): void => {
    const text = node ? textOf(node) : undefined;
    if (node && text !== undefined) check(text, node);
  };
  const source = (node: { source?: Node | null | undefined }): void => checkText(node.source);
  return {
    ImportDeclaration: source,
    ExportNamedDeclaration: source,
    ExportAllDeclaration: source,
    ImportExpression: source,
    CallExpression(node) {
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      if (isRequire) checkText(node.arguments[0]);
    },
  };
}

/** What a string literal, or a template in which nothing is filled in, says. */
function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral' && node.expressions.length === 0)
    return node.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}
