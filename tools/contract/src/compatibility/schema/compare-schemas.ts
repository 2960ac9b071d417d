import type { JsonSchema } from '../description/description.ts';
import { compareAlternatives } from './alternatives.ts';
import { alternativesOf, resolved } from './resolve.ts';
import { bounds } from './rules/bounds.ts';
import { checks } from './rules/checks.ts';
import { entries } from './rules/entries.ts';
import { fields } from './rules/fields.ts';
import { formats } from './rules/formats.ts';
import { intersections } from './rules/intersections.ts';
import { items } from './rules/items.ts';
import { multiples } from './rules/multiples.ts';
import { patterns } from './rules/patterns.ts';
import { types } from './rules/types.ts';
import { unknownKeywords } from './rules/unknown-keywords.ts';
import { values } from './rules/values.ts';
import type { Encounter } from './encounter.ts';
import type { Mismatch, Place, SchemaRule } from './schema-rule.ts';

const KNOWN: readonly SchemaRule[] = [
  types,
  values,
  bounds,
  multiples,
  patterns,
  formats,
  checks,
  fields,
  entries,
  items,
  intersections,
];
const RULES: readonly SchemaRule[] = [...KNOWN, unknownKeywords(KNOWN.flatMap(({ keywords }) => keywords))];

/**
 * What the sender may send and the receiver refuses. Fields that the receiver does not know are no mismatch: they are
 * stripped. What no rule understands is a mismatch unless it is the same on both sides.
 */
export function compareSchemas(
  sent: JsonSchema,
  accepted: JsonSchema,
  where: string,
  encounter: Encounter,
): Mismatch[] {
  return new Comparison(sent, accepted, encounter).compare(sent, accepted, where);
}

class Comparison {
  readonly #sentRoot: JsonSchema;
  readonly #acceptedRoot: JsonSchema;
  readonly #encounter: Encounter;
  /** Pairs that are being compared further out: a recursive schema meets them again inside itself. */
  readonly #open = new Map<JsonSchema, Set<JsonSchema>>();
  /** The same reference gives the same object, by which open pairs are known. */
  readonly #targets = new WeakMap<JsonSchema, JsonSchema>();

  constructor(sentRoot: JsonSchema, acceptedRoot: JsonSchema, encounter: Encounter) {
    this.#sentRoot = sentRoot;
    this.#acceptedRoot = acceptedRoot;
    this.#encounter = encounter;
  }

  compare(sent: JsonSchema, accepted: JsonSchema, where: string): Mismatch[] {
    const from = this.#resolved(sent, this.#sentRoot);
    const to = this.#resolved(accepted, this.#acceptedRoot);
    const partners = this.#open.get(from) ?? new Set();
    if (partners.has(to)) return [];
    this.#open.set(from, partners.add(to));
    try {
      return compareAlternatives(
        alternativesOf(from, this.#sentRoot),
        alternativesOf(to, this.#acceptedRoot),
        (one, other) => this.#place(one, other, where),
        (place) => this.#single(place),
      );
    } finally {
      partners.delete(to);
    }
  }

  #resolved(schema: JsonSchema, root: JsonSchema): JsonSchema {
    const target = this.#targets.get(schema) ?? resolved(schema, root);
    this.#targets.set(schema, target);
    return target;
  }

  #single(place: Place): Mismatch[] {
    const found: Mismatch[] = [];
    for (const rule of RULES) {
      const mismatches = rule.check(place);
      if (rule.decisive && mismatches.length > 0) return mismatches;
      found.push(...mismatches);
    }
    return found;
  }

  #place(sent: JsonSchema, accepted: JsonSchema, where: string): Place {
    const encounter = this.#encounter;
    return {
      where,
      sent,
      accepted,
      encounter,
      inside: (from, to, place) => this.compare(from, to, place),
      differs: (from, to) => (encounter.sentBy === 'before' ? `${from} became ${to}` : `${to} became ${from}`),
      mismatch: (what, remedy) => ({ where, what, remedy: remedy ?? encounter.remedy }),
    };
  }
}
