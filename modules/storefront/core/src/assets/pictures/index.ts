import { bambooGlassJar } from './bamboo-glass-jar.ts';
import { candleHolder } from './candle-holder.ts';
import { hairdryer } from './hairdryer.ts';
import { icon } from './icon.ts';
import { loafers } from './loafers.ts';
import { mug } from './mug.ts';
import { parcel } from './parcel.ts';
import { saltAndPepperShakers } from './salt-and-pepper-shakers.ts';
import { sunglasses } from './sunglasses.ts';
import { tankTop } from './tank-top.ts';
import { watch } from './watch.ts';

/** Own drawings, by the name under which the catalog knows them, on a ground of their own colour. */
const drawings: Readonly<Record<string, { readonly shapes: string; readonly ground: string }>> = {
  'bamboo-glass-jar': { shapes: bambooGlassJar, ground: '#e4ecd9' },
  'candle-holder': { shapes: candleHolder, ground: '#efe3d3' },
  hairdryer: { shapes: hairdryer, ground: '#f6dcd2' },
  loafers: { shapes: loafers, ground: '#dfe7ea' },
  mug: { shapes: mug, ground: '#f3e4c8' },
  'salt-and-pepper-shakers': { shapes: saltAndPepperShakers, ground: '#d9e4e0' },
  sunglasses: { shapes: sunglasses, ground: '#f7dfa5' },
  'tank-top': { shapes: tankTop, ground: '#dde8f1' },
  watch: { shapes: watch, ground: '#e6e0ee' },
  parcel: { shapes: parcel, ground: '#e9e4da' },
};

/** All pictures as SVG files, by name. Colours are attributes: the door's policy allows no styles inside. */
export const pictures: ReadonlyMap<string, string> = new Map([
  ...Object.entries(drawings).map(([name, { shapes, ground }]) => [name, svg(shapes, ground)] as const),
  ['icon', svg(icon)] as const,
]);

/** The name of the picture to show for a product: its own, or a parcel. */
export function pictureFor(name: string): string {
  return Object.hasOwn(drawings, name) ? name : 'parcel';
}

function svg(shapes: string, ground?: string): string {
  const back = ground === undefined ? '' : `<rect width="240" height="180" fill="${ground}"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 180">${back}${shapes}</svg>`;
}
