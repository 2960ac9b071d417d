import { isAlias, isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';

/** A topology file's text, parsed, with the place of each part of it. */
export interface Source {
  readonly file: string;
  readonly document: Document.Parsed;
  /** The modules that exist in the workspace. */
  readonly modules: readonly string[];
  /** `file:line:column` of a node, or of an offset in the text. */
  readonly place: (at: Node | number | null | undefined) => string;
  readonly lineOf: (node: Node) => number;
}

export function readSource(text: string, file: string, modules: readonly string[]): Source {
  const lines = new LineCounter();
  // Duplicate keys have a rule of their own, which names both places.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const position = (at: Node | number | null | undefined) =>
    lines.linePos(typeof at === 'number' ? at : (at?.range?.[0] ?? 0));
  return {
    file,
    document,
    modules,
    place: (at) => {
      const { line, col } = position(at);
      return `${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
    },
    lineOf: (node) => position(node).line,
  };
}

/** The node itself, or what an alias (`*name`) stands for. */
export function resolved(source: Source, node: unknown): Node | undefined {
  return isAlias(node) ? node.resolve(source.document) : ((node ?? undefined) as Node | undefined);
}

/** A map's entries whose keys are words; others are faults that the rules report. */
export function entries(source: Source, node: unknown): { key: string; keyNode: Node; value: Node | undefined }[] {
  const map = resolved(source, node);
  if (!isMap(map)) return [];
  return (map as YAMLMap).items.flatMap((pair: Pair) => {
    if (!isScalar(pair.key)) return [];
    return [{ key: String(pair.key.value), keyNode: pair.key, value: resolved(source, pair.value) }];
  });
}

/** True for `key:` with nothing after it, or a written `null`. */
export function isNothing(node: Node | undefined): boolean {
  return node === undefined || (isScalar(node) && node.value === null);
}
