import { createHash } from 'node:crypto';
import { pictureFor, pictures } from './pictures/index.ts';
import { stylesheet } from './styles/index.ts';

export interface Asset {
  readonly type: string;
  readonly text: string;
}

const byFile = new Map<string, Asset>();
const files = new Map<string, string>();

// Names bear a hash of the content, so that browsers may keep a file for good and a changed one has another name.
function add(name: string, extension: string, type: string, text: string): void {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  const file = `${name}-${hash}.${extension}`;
  files.set(name, file);
  byFile.set(file, { type, text });
}

add('shop', 'css', 'text/css; charset=utf-8', stylesheet);
for (const [name, text] of pictures) add(name, 'svg', 'image/svg+xml; charset=utf-8', text);

/** A file served under `/assets/`. */
export function assetNamed(file: string): Asset | undefined {
  return byFile.get(file);
}

export const stylesheetPath = `/assets/${files.get('shop')}`;
export const iconPath = `/assets/${files.get('icon')}`;

export function picturePath(name: string): string {
  return `/assets/${files.get(pictureFor(name))}`;
}
