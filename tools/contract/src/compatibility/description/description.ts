import type { Json } from '../../json.ts';

/** JSON Schema 2020-12, as far as contracts use it. The keywords that begin with `x-` are the kit's own. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly pattern?: string;
  /** Checks that JSON Schema has no word for, each by what it says when it refuses. */
  readonly 'x-checks'?: readonly string[];
  /** What changes the value before it is checked, such as `trim`. */
  readonly 'x-rewrites'?: readonly string[];
  /** True: nothing is sent at all. */
  readonly 'x-absent'?: true;
  readonly [keyword: string]: unknown;
}

/** What one side may send and the other takes. */
export interface Exchanged {
  /** What whoever receives it takes. Fields with a default may be absent. */
  readonly accepts: JsonSchema;
  /** What whoever sends it may send, where that differs: defaults are filled in before. */
  readonly sends?: JsonSchema;
}

export interface OperationDescription {
  readonly kind: 'command' | 'query';
  /** What callers may send and hosts take: defaults are filled in by the host. */
  readonly input: JsonSchema;
  readonly output: Exchanged;
  readonly errors: Readonly<Record<string, Exchanged>>;
  readonly http?: string;
  /** Who may call it from outside; empty: nobody. */
  readonly access: readonly string[];
  /** Absent on queries, which may always be repeated. */
  readonly idempotent?: boolean;
  /** Milliseconds. */
  readonly timeout: number;
}

export interface EventDescription {
  readonly version: number;
  readonly payload: Exchanged;
}

/**
 * A contract as a JSON document: what is recorded of a release, to compare the next one with. The same contract gives
 * the same text.
 */
export interface ContractDescription {
  readonly contract: string;
  readonly operations: Readonly<Record<string, OperationDescription>>;
  readonly events: Readonly<Record<string, EventDescription>>;
}
