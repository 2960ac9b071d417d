import { expect, it } from 'vitest';
import { z } from 'zod';
import { inputChange, outputChange } from '../../contract-change.fixture.ts';

it('a format may be taken from input, not put on it, and output keeps its own', () => {
  expect(inputChange(z.email(), z.string())).toEqual([]);
  expect(inputChange(z.string(), z.email())).toContain('f: format none became email');
  expect(outputChange(z.email(), z.string())).toContain('f: format email became none');
  expect(outputChange(z.base64(), z.base64url())).toContain('f: contentEncoding base64 became base64url');
  expect(outputChange(z.iso.datetime(), z.iso.datetime())).toEqual([]);
});
