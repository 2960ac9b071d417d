import type { FinalStatement } from '../connection/final-statement.ts';
import type { Literal } from './literals.ts';
import { literal } from './literals.ts';

/** Makes the executions of one statement, which each connection prepares once. */
export function preparedStatement(
  name: string,
  types: readonly string[],
  sql: string,
): (...values: Literal[]) => FinalStatement {
  const prepare = `prepare ${name} (${types.join(', ')}) as ${sql}`;
  return (...values) => ({ name, prepare, execute: `execute ${name}(${values.map(literal).join(', ')})` });
}
