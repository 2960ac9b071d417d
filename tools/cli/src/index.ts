export { parseCommand } from './commands/parse-command.ts';
export type { Command } from './commands/parse-command.ts';
