/** Whether a Eureka answers at this address within 3 s, with a registry. */
export async function eurekaAnswers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/apps/`, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(3_000),
    });
    return response.ok && 'applications' in ((await response.json()) as object);
  } catch {
    return false;
  }
}
