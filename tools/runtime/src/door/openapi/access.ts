import type { Access } from '@carveout/contract';

/** Says in words who may call, for the document's readers. */
export function accessInWords(access: Access | undefined): string {
  if (access === undefined) return 'Nobody may call this from outside.';
  const rules = [access].flat() as readonly (string | object)[];
  if (rules.includes('public')) return 'Anyone may call this.';
  const words = rules.map((rule) => (typeof rule === 'string' ? `the role \`${rule}\`` : 'the owner'));
  return `Needs ${words.join(' or ')}.`;
}

export function isPublic(access: Access | undefined): boolean {
  return access !== undefined && [access].flat().includes('public');
}
