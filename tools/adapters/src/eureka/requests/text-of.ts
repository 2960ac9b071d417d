import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const unpack = promisify(gunzip);
/** Unpacked. A gzip of a few kB can hold gigabytes. */
const MOST_BYTES = 64 * 1024 * 1024;

/** @throws Error for what is no gzip although it says so, is cut off, or holds more than 64 MiB. */
export async function textOf(body: Buffer, encoding: unknown): Promise<string> {
  if (typeof encoding !== 'string' || encoding.trim().toLowerCase() !== 'gzip') return body.toString('utf8');
  try {
    return (await unpack(body, { maxOutputLength: MOST_BYTES })).toString('utf8');
  } catch (error) {
    throw new Error(`its answer cannot be unpacked (${(error as NodeJS.ErrnoException).code})`, { cause: error });
  }
}
