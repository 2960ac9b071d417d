import type { z } from 'zod';
import type { Schema } from './operations.ts';
import type { SchemaFault } from './schema-fault.ts';

type Def = z.core.$ZodTypes['_zod']['def'];
type Place = 'root' | 'property' | 'element';
/** Schemas looked at, by whether they stood in a list: what a property may be, an element may not. */
type Seen = Readonly<Record<'element' | 'elsewhere', Set<z.core.$ZodType>>>;

const PLAIN = new Set(['string', 'number', 'int', 'boolean', 'null', 'enum', 'template_literal', 'never']);
const NOT_JSON = new Set(['date', 'bigint', 'symbol', 'map', 'set', 'file', 'function', 'promise', 'nan', 'success']);
const SHARING = new Set(['any', 'unknown', 'custom']);

/**
 * Finds what JSON cannot carry, and what a parse would hand on by reference instead of copying (law 1 of DESIGN.md §4).
 * Both would make a call in process behave differently from a call across a link.
 */
export function schemaFaults(schema: Schema, where: string): SchemaFault[] {
  const faults: SchemaFault[] = [];
  walk(schema, where, 'root', faults, { element: new Set(), elsewhere: new Set() });
  return faults;
}

function walk(schema: z.core.$ZodType, where: string, place: Place, faults: SchemaFault[], seen: Seen): void {
  const here = seen[place === 'element' ? 'element' : 'elsewhere'];
  if (here.has(schema)) return;
  here.add(schema);
  const def = (schema as z.core.$ZodTypes)._zod.def;
  const report = (what: string) => faults.push({ where, what });
  const inner = (child: z.core.$ZodType, at: string, as: Place) => walk(child, at, as, faults, seen);

  if ('coerce' in def && def.coerce)
    report('coerces, so its type lies to callers; the door converts path and query values by itself');
  if (PLAIN.has(def.type)) return;
  if (NOT_JSON.has(def.type)) return void report(`is a ${def.type}, which JSON cannot carry`);
  if (SHARING.has(def.type))
    return void report(`is ${def.type}: a parse hands its value on by reference, so caller and handler would share it`);
  walkStructured(def, where, place, report, inner);
}

function walkStructured(
  def: Def,
  where: string,
  place: Place,
  report: (what: string) => void,
  inner: (child: z.core.$ZodType, at: string, as: Place) => void,
): void {
  switch (def.type) {
    case 'undefined':
    case 'void':
      if (place === 'element') report('is undefined inside a list, which JSON turns into null');
      return;
    case 'literal':
      if (def.values.some((value) => typeof value === 'bigint' || value === undefined))
        report('is a literal that JSON cannot carry');
      return;
    case 'optional':
      if (place === 'element') report('is optional inside a list, which JSON turns into null');
      return inner(def.innerType, where, place);
    case 'nullable':
    case 'nonoptional':
    case 'readonly':
      return inner(def.innerType, where, place);
    case 'default':
    case 'prefault':
      if (def.type === 'default' && sharesValue(def))
        report('has a default whose parts are shared between parses; give a function that makes it');
      if (place === 'element') report('has a default inside a list, where JSON turns undefined into null');
      return inner(def.innerType, where, place);
    case 'catch':
      return report('catches: invalid input would pass as something else');
    case 'transform':
      return report('transforms: the two sides of a call would see different types');
    case 'pipe':
      if ((def as { transform?: unknown }).transform !== undefined)
        return report('is a codec: the two sides of a call would see different types');
      inner(def.in, where, place);
      return inner(def.out, where, place);
    case 'lazy':
      return inner(def.getter(), where, place);
    case 'object':
      return walkObject(def, where, report, inner);
    case 'array':
      return inner(def.element, `${where}[]`, 'element');
    case 'tuple':
      def.items.forEach((item, index) => inner(item, `${where}[${index}]`, 'element'));
      if (def.rest) inner(def.rest, `${where}[]`, 'element');
      return;
    case 'record':
      return inner(def.valueType, `${where}.*`, 'property');
    case 'union':
      return def.options.forEach((option) => inner(option, where, place));
    case 'intersection':
      inner(def.left, where, place);
      return inner(def.right, where, place);
    default:
      report(`has a kind of schema (${def.type}) that contracts do not take`);
  }
}

function walkObject(
  def: Extract<Def, { type: 'object' }>,
  where: string,
  report: (what: string) => void,
  inner: (child: z.core.$ZodType, at: string, as: Place) => void,
): void {
  const catchall = def.catchall?._zod.def.type;
  if (catchall === 'never')
    report(
      'is strict: a neighbour one version ahead could not call; unknown fields are stripped between modules and refused at the door by themselves',
    );
  else if (catchall === 'unknown' || catchall === 'any')
    report('is loose: unknown fields would be handed on by reference');
  else if (def.catchall) inner(def.catchall, `${where}.*`, 'property');
  for (const [key, child] of Object.entries(def.shape)) inner(child, `${where}.${key}`, 'property');
}

/** Whether two parses would get a default with a part in common. Zod copies only the outermost level by itself. */
function sharesValue(def: { readonly defaultValue: unknown }): boolean {
  return intersects(def.defaultValue, def.defaultValue);
}

function intersects(first: unknown, second: unknown): boolean {
  if (typeof first !== 'object' || first === null) return false;
  if (first === second) return true;
  return Object.entries(first).some(([key, value]) => intersects(value, (second as Record<string, unknown>)[key]));
}
