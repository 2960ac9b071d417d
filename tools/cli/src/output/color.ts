import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** `NO_COLOR` and `FORCE_COLOR` decide; without them, whether a terminal reads the stream. */
export function hasColor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): boolean {
  if (environment['NO_COLOR']) return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true;
}

export function paint(style: Style, text: string, color: boolean): string {
  return color ? styleText(style, text, { validateStream: false }) : text;
}
