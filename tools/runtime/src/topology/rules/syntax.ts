import { CarveoutError } from '../../errors/carveout-error.ts';
import { topologySyntax } from '../errors/carv-202-topology-syntax.ts';
import type { Source } from '../source.ts';

export function checkSyntax(source: Source): readonly CarveoutError[] {
  return source.document.errors.map(
    (error) =>
      new CarveoutError(
        topologySyntax,
        `${source.place(error.pos[0])}: this is not YAML: ${error.message.replace(/\s+/g, ' ').trim()}. ` +
          'Correct this place; the rest is checked once the file can be read.',
        { cause: error },
      ),
  );
}
