/** Where something takes connections. */
export interface Address {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

/** Reads `host:port`, with brackets around IPv6 (RFC 3986 §3.2.2); undefined for anything else. */
export function parseAddress(text: string): Address | undefined {
  const found = /^(?:\[([\da-fA-F:]{2,45})\]|([A-Za-z\d][A-Za-z\d.-]{0,252})):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (found === null || port < 1 || port > 65_535) return undefined;
  return { host: (found[1] ?? found[2])!, port };
}
