import { describe, expect, it } from 'vitest';
import { pictureFor, pictures } from './index.ts';

describe('pictures', () => {
  it('are there for every product of the reference workload', () => {
    const names = ['sunglasses', 'tank-top', 'watch', 'loafers', 'hairdryer', 'candle-holder', 'salt-and-pepper-shakers'];
    for (const name of [...names, 'bamboo-glass-jar', 'mug']) expect(pictureFor(name)).toBe(name);
    expect(pictureFor('unheard-of')).toBe('parcel');
    expect(pictureFor('constructor')).toBe('parcel');
  });

  it('need nothing that the door’s policy forbids', () => {
    for (const [name, svg] of pictures) expect(svg, name).not.toMatch(/style|script|href|url\(/);
  });
});
