export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A method and a path, with parameters as `:name`: `'GET /orders/:id'`. */
export type HttpLine = `${HttpMethod} /${string}`;

export interface HttpRoute {
  readonly method: HttpMethod;
  readonly path: string;
  /** Names of the path's parameters, in order. */
  readonly parameters: readonly string[];
}

const LINE = /^(GET|POST|PUT|PATCH|DELETE) (\/[A-Za-z0-9\-._~/:]*)$/;

/** Splits an `http` line; undefined when it is malformed. */
export function parseHttpLine(line: string): HttpRoute | undefined {
  const match = LINE.exec(line);
  if (!match) return undefined;
  const path = match[2]!;
  const parameters = path
    .split('/')
    .filter((part) => part.startsWith(':'))
    .map((part) => part.slice(1));
  if (parameters.some((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))) return undefined;
  return { method: match[1] as HttpMethod, path, parameters };
}
