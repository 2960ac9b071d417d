import { describe, expect, it } from 'vitest';
import { admit, ownsOutput } from './access.ts';

const ann = { id: 'ann', roles: ['customer'] };
const byInput = { byInput: (input: unknown) => (input as { owner: string }).owner };
const byOutput = { byOutput: (output: unknown) => (output as { owner: string }).owner };

describe('admit', () => {
  it.each([
    ['no rule, nobody', undefined, ann, 'no'],
    ['public, anonymous', 'public', undefined, 'yes'],
    ['role, anonymous', 'customer', undefined, 'no'],
    ['role, has it', 'customer', ann, 'yes'],
    ['role, has another', 'operator', ann, 'no'],
    ['owner by input', byInput, ann, 'yes'],
    ['owner by input, another', byInput, { id: 'bob', roles: [] }, 'no'],
    ['owner by input, anonymous', byInput, undefined, 'no'],
    ['owner by output', byOutput, ann, 'by-output'],
    ['owner by output, anonymous', byOutput, undefined, 'no'],
    ['one of several', ['operator', byInput], ann, 'yes'],
    ['none of several', ['operator', byInput], { id: 'bob', roles: ['customer'] }, 'no'],
    ['an empty list', [], ann, 'no'],
  ] as const)('%s', (_name, access, principal, expected) => {
    expect(admit(access as never, principal, { owner: 'ann' })).toBe(expected);
  });

  it('the output decides at last', () => {
    expect(ownsOutput(byOutput, ann, { owner: 'ann' })).toBe(true);
    expect(ownsOutput(byOutput, ann, { owner: 'bob' })).toBe(false);
    expect(ownsOutput(byOutput, undefined, { owner: 'ann' })).toBe(false);
  });
});
