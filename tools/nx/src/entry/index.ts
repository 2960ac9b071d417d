export { writeEntry } from './write-entry.ts';
