import type { Rule } from 'eslint';
import type { Node } from 'estree';

/** Calls `check` with every specifier that a file imports: statically, on demand, or by exporting it again. */
export function onImport(check: (specifier: string, node: Node) => void): Rule.RuleListener {
  const source = (node: { source?: Node | null | undefined }): void => {
    if (node.source?.type === 'Literal' && typeof node.source.value === 'string') check(node.source.value, node.source);
  };
  return {
    ImportDeclaration: source,
    ExportNamedDeclaration: source,
    ExportAllDeclaration: source,
    ImportExpression: source,
    CallExpression(node) {
      const [first] = node.arguments;
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      if (isRequire && first?.type === 'Literal' && typeof first.value === 'string') check(first.value, first);
    },
  };
}
