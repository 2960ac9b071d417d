/** How long and how large the answer of an issuer may be. */
export interface FetchLimits {
  /** Milliseconds until the whole answer must be there. */
  readonly timeoutMs: number;
  readonly bytes: number;
}

/**
 * Gets a JSON document. Follows no redirects: whoever could redirect it could name other keys.
 *
 * @throws Error when the answer is not 200, not JSON, too large or too late.
 */
export async function fetchJson(url: string, { timeoutMs, bytes }: FetchLimits): Promise<unknown> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json, application/jwk-set+json' },
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest of the body.
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > bytes) throw new Error(`${url} answered more than ${bytes} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}
