/** What the parent asks a child to do. */
export interface Ask {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** What the child answers. */
export type Told = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: string };

/** What a child's program offers: functions that the parent may call by name. */
// A function of any argument: which one, the parent's type argument says.
export type Offers = Readonly<Record<string, (argument: never) => Promise<unknown> | unknown>>;
