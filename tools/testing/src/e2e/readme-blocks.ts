/** One fenced block of a Markdown text. */
export interface Block {
  readonly language: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown text, in order. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

/** The fenced blocks that follow `<!-- readme: name -->`, up to the next heading. */
export function blocksAfter(markdown: string, name: string): Block[] {
  const [, after] = markdown.split(`<!-- readme: ${name} -->`);
  if (after === undefined) throw new Error(`the README has no <!-- readme: ${name} -->`);
  return blocksOf(after.split(/^#/m)[0]!);
}
