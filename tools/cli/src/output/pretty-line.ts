import pretty from 'pino-pretty';

const settings = {
  translateTime: 'SYS:HH:MM:ss.l',
  // The prefix names the deployable; the rest is for machines.
  ignore: 'pid,hostname,deployable,instance,event',
  singleLine: true,
};
const formats = {
  colored: pretty.prettyFactory({ ...settings, colorize: true }),
  plain: pretty.prettyFactory({ ...settings, colorize: false }),
};

/** A line of a process's log for a person to read. What is no JSON stays as it is. */
export function prettyLine(text: string, color: boolean): string {
  if (!text.startsWith('{')) return text;
  const line = (color ? formats.colored : formats.plain)(text) as string | undefined;
  return (line ?? text).trimEnd();
}
