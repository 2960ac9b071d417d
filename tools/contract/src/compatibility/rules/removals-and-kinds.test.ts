import { expect, it } from 'vitest';
import { z } from 'zod';
import type { Definitions } from '../../index.ts';
import { command, defineContract, event, query } from '../../index.ts';
import { told } from '../contract-change.fixture.ts';
import { breakingChanges, describeContract } from '../index.ts';

const nothing = z.object({});
const buy = command({ input: nothing, output: nothing });
const find = query({ input: nothing, output: nothing });
const sold = event({ version: 1, payload: nothing });

function change(before: Definitions, after: Definitions): string[] {
  const described = (definitions: Definitions) => describeContract(defineContract('shop', definitions));
  return told(breakingChanges(described(before), described(after)));
}

it('what is new breaks nobody', () => {
  expect(change({}, { buy, find, sold })).toEqual([]);
});

it('operations and events stay, under their names', () => {
  expect(change({ buy, find }, { find })).toEqual(['buy: is removed or renamed']);
  expect(change({ buy }, { purchase: buy })).toEqual(['buy: is removed or renamed']);
  expect(change({ sold }, {})).toEqual(['sold: is removed or renamed']);
  expect(change({ toString: find }, {})).toEqual(['toString: is removed or renamed']);
});

it('and stay what they are', () => {
  expect(change({ buy }, { buy: find })).toEqual(['buy: command became query']);
  expect(change({ find }, { find: buy })).toEqual(['find: query became command']);
  expect(change({ buy }, { buy: sold })).toEqual(['buy: is removed or renamed']);
});

it('another version of an event is another event', () => {
  const second = event({ version: 2, payload: z.object({ id: z.string() }) });
  expect(change({ sold }, { sold: second })).toEqual(['sold: version 1 became 2']);
  expect(change({ sold }, { sold, soldItem: second })).toEqual([]);
});
