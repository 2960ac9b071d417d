import pg from 'pg';

/** SQL literals for EXECUTE, which takes no parameters of the protocol. */
export type Literal = string | number | null | readonly string[];

export function literal(value: Literal): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return pg.escapeLiteral(value);
  if (typeof value === 'number') return finite(value);
  return value.length === 0 ? `'{}'` : `array[${value.map((item) => pg.escapeLiteral(item)).join(',')}]`;
}

function finite(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a number that SQL knows`);
  return String(value);
}
