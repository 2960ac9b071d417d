/**
 * Events are published to one of 16 slots by their key; a listener with P queues binds queue i to the slots s with
 * s % P = i. Publishers need not know how many queues a listener has.
 */
export const SLOTS = 16;

/** FNV-1a, 32 bits, over the key's UTF-8 bytes, modulo 16. */
export function slotOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) {
    const code = key.charCodeAt(index);
    if (code > 127) return slotOfBytes(Buffer.from(key, 'utf8'));
    hash = Math.imul(hash ^ code, 0x01000193);
  }
  return (hash >>> 0) % SLOTS;
}

function slotOfBytes(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0) % SLOTS;
}

/** `<event>.v<version>.s<slot>` */
export function routingKey(event: string, version: number, slot: number): string {
  return `${event}.v${version}.s${slot}`;
}

/** The routing keys that one queue of a listener takes. */
export function bindingKeys(event: string, version: number, partition: number, partitions: number): string[] {
  const keys: string[] = [];
  for (let slot = partition; slot < SLOTS; slot += partitions) keys.push(routingKey(event, version, slot));
  return keys;
}
