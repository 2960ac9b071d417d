import type { AnyOperation } from '@carveout/contract';
import { Invalid } from '../../errors/call-failure.ts';
import { invalidInput } from '../../errors/carv-302-invalid.ts';
import type { InputIssue } from '../../ports/index.ts';
import type { InputFields } from './fields.ts';
import { fromText } from './from-text.ts';
import { unknownFields, unknownFieldsOfRefused } from './unknown-fields.ts';

/** Where an input comes from. */
export interface InputSources {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
  /** The parsed JSON body; undefined when there was none. */
  readonly body: unknown;
}

/**
 * Composes an operation's input from path, query string and body, and refuses what the contract does not know.
 *
 * @throws Invalid (CARV-302) with every issue found.
 */
export function composeInput(operation: AnyOperation, fields: InputFields, sources: InputSources): unknown {
  const issues: InputIssue[] = [];
  const input: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const put = (name: string, value: unknown) => {
    if (name in input)
      issues.push({ path: [name], message: 'given more than once: in the path, the query or the body' });
    else input[name] = value;
  };
  const putText = (name: string, text: string | string[]) => {
    const field = fields.fields.get(name);
    put(name, field ? fromText(text, field.schema, fields.root) : text);
  };

  for (const [name, text] of Object.entries(sources.params)) putText(name, text);
  for (const [name, text] of Object.entries(sources.query)) if (text !== undefined) putText(name, text);
  if (isRecord(sources.body)) for (const [name, value] of Object.entries(sources.body)) put(name, value);
  else if (sources.body !== undefined) issues.push({ path: [], message: 'the body must be a JSON object' });

  const whole = fields.none ? undefined : input;
  issues.push(...(fields.none ? unknownFields(input, {}) : schemaIssues(operation, fields, input)));
  if (issues.length > 0) throw new Invalid(invalidInput, operation.id, 'the input was refused', issues);
  return whole;
}

function schemaIssues(operation: AnyOperation, fields: InputFields, input: unknown): InputIssue[] {
  const parsed = operation.input.safeParse(input);
  if (parsed.success) return unknownFields(input, parsed.data);
  const refused = parsed.error.issues.map((issue) => ({
    path: issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part)),
    message: issue.message,
  }));
  return [...refused, ...unknownFieldsOfRefused(input, fields.root, fields.root)];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
