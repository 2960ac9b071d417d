/**
 * The HTTP status of a declared error: 404 when its code begins with `UNKNOWN_` (what the request names does not
 * exist), otherwise 409 (the request is sound, and the state of things forbids it).
 */
export function declaredStatus(code: string): 404 | 409 {
  return code.startsWith('UNKNOWN_') ? 404 : 409;
}
