/** An error in one line, short enough for a message. */
export function lineOf(error: unknown): string {
  const { message, code } = error as { readonly message?: unknown; readonly code?: unknown };
  // Several addresses of one name fail as one error without a message.
  const text = typeof message === 'string' && message !== '' ? message : String(code ?? error);
  return printable(text.split('\n', 1)[0]!);
}

/** What others sent, fit for a message. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 200);
}
