/** A hexadecimal digit, and a byte that continues a character of UTF-8. */
const X = '[0-9A-Fa-f]';
const C = `%[89ABab]${X}`;

/** A character of UTF-8 beyond ASCII and the control characters, escaped; overlong forms and surrogates are none. */
const BEYOND_ASCII = [
  `%[Cc]2%[ABab]${X}`,
  `%[Cc][3-9A-Fa-f]${C}`,
  `%[Dd]${X}${C}`,
  `%[Ee]0%[ABab]${X}${C}`,
  `%[Ee][1-9A-Ca-cEeFf](?:${C}){2}`,
  `%[Ee][Dd]%[89]${X}${C}`,
  `%[Ff]0%[9ABab]${X}(?:${C}){2}`,
  `%[Ff][1-3](?:${C}){3}`,
  `%[Ff]4%8${X}(?:${C}){2}`,
];

/**
 * What may be escaped in a path: no control characters, no `/`, `\`, `.` or anything else that is the same escaped and not
 * (RFC 3986 §2.3), and no percent sign that begins an escape once more.
 */
const ESCAPE_IN_PATH = ['%2[0-46-9A-Ca-c]', `%25(?!${X}{2})`, '%3[A-Fa-f]', '%40', '%5[BDEbde]', '%60', '%7[B-Db-d]'];

const PATH_CHARACTER = "[A-Za-z0-9._~!$&'()*+,;=:@/-]";

/** No part is empty, `.` or `..`, also with the parameters that some servers cut off before they look at the part. */
const NO_ODD_PARTS = '(?![^?]*//)(?![^?]*/\\.\\.?(?:[/;?]|$))';

/**
 * A request target in origin form and in the normal form of RFC 3986 §6.2.2, without anchors: for PCRE. The same as the
 * Carveout gateway takes. `$` in it stands for the end of the target.
 */
export const NORMAL_TARGET =
  `${NO_ODD_PARTS}/(?:${PATH_CHARACTER}|${[...ESCAPE_IN_PATH, ...BEYOND_ASCII].join('|')})*+` +
  `(?:\\?(?:[!"$&-~]|%[0-7]${X}|${BEYOND_ASCII.join('|')}|%[Cc]2%[89]${X})*+)?`;

/** A `Host`: a name or an address, and a port. */
export const HOST = '(?:[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(?::[0-9]{1,5})?';
