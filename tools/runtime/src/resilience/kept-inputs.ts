/** Characters of JSON that calls in flight may keep for another try, over the whole process. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

let kept = 0;

/** True when there is room for the input's text; give it back with `releaseInput`. A call without one is not retried. */
export function keepInput(text: string): boolean {
  if (kept + text.length > MOST_CHARACTERS) return false;
  kept += text.length;
  return true;
}

export function releaseInput(text: string): void {
  kept -= text.length;
}

/** JSON of an input, or undefined where it has none: the link then says what is wrong with it. */
export function inputText(input: unknown): string | undefined {
  try {
    return JSON.stringify(input);
  } catch {
    return undefined;
  }
}
