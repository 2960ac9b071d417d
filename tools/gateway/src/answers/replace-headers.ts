import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Gives a request other headers, for all that read it later, whether they read it parsed or raw. @returns what undoes it. */
export function replaceHeaders(request: IncomingMessage, headers: IncomingHttpHeaders): () => void {
  const before = { headers: request.headers, rawHeaders: request.rawHeaders };
  const kept = before.rawHeaders.flatMap((name, index, all) =>
    index % 2 === 0 &&
    headers[name.toLowerCase()] !== undefined &&
    headers[name.toLowerCase()] === before.headers[name.toLowerCase()]
      ? [name, all[index + 1]!]
      : [],
  );
  const others = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || value === before.headers[name] ? [] : [value].flat().flatMap((one) => [name, one]),
  );
  Object.assign(request, { headers, rawHeaders: [...kept, ...others] });
  return () => void Object.assign(request, before);
}
