import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeCall } from './call-codec.ts';
import { decodeReply, encodeReply } from './reply-codec.ts';
import { BATCH_BYTES, BATCH_CALLS } from './limits.ts';

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/wire-format.md'), 'utf8');

/** The first example under a heading. */
function exampleUnder(heading: string): string {
  const section = guide.slice(guide.indexOf(`\n## ${heading}\n`));
  return /```json\n([^]*?)```/.exec(section)![1]!;
}

describe('the guide to the wire format', () => {
  it('shows a call that is read as one', () => {
    expect(decodeCall(JSON.parse(exampleUnder('A call')))).toMatchObject({
      operation: 'convert',
      envelope: { id: 'c-1', correlation: 'r-1', caller: 'orders', deadline: 1_893_456_000_000 },
      input: { to: 'USD' },
    });
  });

  it('shows answers as they are written', () => {
    const lines = exampleUnder('An answer').trim().split('\n');
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      const element: unknown = JSON.parse(line);
      decodeReply(element, (number, reply) => expect(JSON.parse(encodeReply(number, reply))).toEqual(element));
    }
    expect.assertions(5);
  });

  it('names the limits of a batch', () => {
    expect(guide).toContain(`1 to ${BATCH_CALLS} calls`);
    expect(guide).toContain(`several in ${BATCH_BYTES / 1024} KiB together`);
  });
});
