import htm from 'htm';
import { h } from 'preact';
import type { VNode } from 'preact';

type Html = (strings: TemplateStringsArray, ...values: unknown[]) => VNode;

/** Markup with everything put into it escaped. */
// htm's types describe its CommonJS file; what is imported is the function itself.
export const html = (htm as unknown as { bind(create: typeof h): Html }).bind(h);

export type Markup = VNode | VNode[] | string | null;
