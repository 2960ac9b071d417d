/** A pattern for SQL's `like` that finds `text` anywhere, taken literally: %, _ and \ in it stand for themselves. */
export function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
