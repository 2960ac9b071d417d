/** What may stand in a path as it is: RFC 3986 `pchar`, `/`, and the percent sign, which is looked at by itself. */
const PATH = /^\/[A-Za-z\d\-._~!$&'()*+,;=:@/%]*$/;
/** Printable ASCII without blanks and `#`. Browsers send more of it unescaped than RFC 3986 has. */
const QUERY = /^[\x21\x22\x24-\x7e]*$/;
/** Parts that are empty, `.` or `..`, also with the parameters that some servers cut off before they look at the part. */
const ODD_PARTS = /\/\/|\/\.{1,2}(?:[/;]|$)/;
/** Letters, digits and `-._~`, which are the same escaped and not (RFC 3986 §2.3), `/` and `\`. */
const NEEDLESSLY_ESCAPED = /%(?:2[def]|3\d|4[1-9a-f]|5[\dacf]|6[1-9a-f]|7[\dae])/i;
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const ESCAPE = /%[\da-f]{2}/i;

const HOST = /^(?:[a-z\d._-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]*)(.*)$/i;

/** Whether a `Host` header can be one: a name or an address, and a port. */
export function isHost(host: string): boolean {
  return HOST.test(host);
}

/**
 * A request's target in origin form (RFC 9112 §3.2), or undefined when it must not get in. Only targets in normal form do
 * (RFC 3986 §6.2.2), and they are passed on letter for letter: whoever reads them further inside, however lenient, finds
 * no other path in them than the one whose policy was applied.
 *
 * @param host the `Host` header, which a target in absolute form must name.
 */
export function originForm(target: string, host: string | undefined): string | undefined {
  const local = target.startsWith('/') ? target : ofOwnHost(target, host);
  if (local === undefined) return undefined;
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  if (!PATH.test(path) || ODD_PARTS.test(path)) return undefined;
  if (path.includes('%') && !escapedWell(path)) return undefined;
  return mark < 0 || isQuery(local.slice(mark + 1)) ? local : undefined;
}

function ofOwnHost(target: string, host: string | undefined): string | undefined {
  const [, authority, rest = ''] = ABSOLUTE.exec(target) ?? [];
  if (host === undefined || host === '' || authority?.toLowerCase() !== host.toLowerCase()) return undefined;
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function escapedWell(path: string): boolean {
  if (NEEDLESSLY_ESCAPED.test(path)) return false;
  const read = unescaped(path);
  // What reads as an escape once more was escaped twice.
  return read !== undefined && !CONTROL.test(read) && !ESCAPE.test(read);
}

function isQuery(query: string): boolean {
  return QUERY.test(query) && (!query.includes('%') || unescaped(query) !== undefined);
}

/** Undefined for a percent sign without two digits, and for what is no UTF-8, overlong forms included. */
function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
