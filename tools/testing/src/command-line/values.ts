/** @throws Error that names the argument when the text is no number from `from` to `to`, both included. */
export function number(name: string, text: string, from: number, to: number): number {
  return inRange(name, text, from, to, { kind: 'number', form: /\S/ });
}

/** As `number`, for whole numbers in digits. */
export function whole(name: string, text: string, from: number, to: number): number {
  return inRange(name, text, from, to, { kind: 'whole number', form: /^\d+$/ });
}

interface Wanted {
  readonly kind: string;
  readonly form: RegExp;
}

function inRange(name: string, text: string, from: number, to: number, { kind, form }: Wanted): number {
  const value = form.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  throw new Error(`${name}: '${text}' is no ${kind} from ${from} to ${to}`);
}
