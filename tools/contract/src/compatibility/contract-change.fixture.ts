import { z } from 'zod';
import type { CommandOptions, ErrorSchemas, Schema } from '../index.ts';
import { command, defineContract, event } from '../index.ts';
import type { BreakingChange } from './index.ts';
import { breakingChanges, describeContract } from './index.ts';
import type { ContractDescription } from './index.ts';

type Buy = Partial<CommandOptions<Schema, Schema, ErrorSchemas>>;

/** The description of a contract `shop` with the command `buy`, as it comes back from its file. */
export function shopWith(buy: Buy): ContractDescription {
  const options = { input: z.object({}), output: z.object({}), ...buy };
  return recorded(describeContract(defineContract('shop', { buy: command(options) })));
}

export function recorded(description: ContractDescription): ContractDescription {
  return JSON.parse(JSON.stringify(description)) as ContractDescription;
}

/** `where: what` of each change that breaks, without the name of the contract. */
export function told(changes: readonly BreakingChange[]): string[] {
  return changes.map(({ where, what }) => `${where.replace(/^shop\./, '')}: ${what}`);
}

export function buyChange(before: Buy, after: Buy): string[] {
  return told(breakingChanges(shopWith(before), shopWith(after)));
}

/** What breaks when the input's field `f` changes so, below `buy.input`. */
export function inputChange(before: Schema, after: Schema): string[] {
  return inside('buy.input', buyChange({ input: z.object({ f: before }) }, { input: z.object({ f: after }) }));
}

/** The same for the output. */
export function outputChange(before: Schema, after: Schema): string[] {
  return inside('buy.output', buyChange({ output: z.object({ f: before }) }, { output: z.object({ f: after }) }));
}

/** The same for the payload of an event. */
export function payloadChange(before: Schema, after: Schema): string[] {
  const sold = (f: Schema) =>
    recorded(describeContract(defineContract('shop', { sold: event({ version: 1, payload: z.object({ f }) }) })));
  return inside('sold.payload', told(breakingChanges(sold(before), sold(after))));
}

function inside(place: string, lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(`${place}.`, ''));
}
