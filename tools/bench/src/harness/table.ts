import type { Figure, ResultRow } from './figure.ts';
import type { Measured } from './rounds.ts';
import { notesOf } from './rounds.ts';
import { median } from './statistics.ts';

/** What one figure's contestants reached, with what else was seen. */
export function describeMeasured({ ready: { figure, contestants }, samples }: Measured): string[] {
  return contestants.map(({ name }, index) => {
    const { notes, spread } = notesOf(samples[index]!);
    const value = median(samples[index]!.map((sample) => sample.value));
    const seen = Object.entries(notes).map(([note, of]) => `${note} ${short(of)}`);
    const line = `  ${name.padEnd(20)} ${short(value).padStart(9)} ${figure.unit} ±${(spread * 50).toFixed(0)} %`;
    return [line, ...seen].join('  ');
  });
}

const columns = ['figure', 'against', 'ours', 'theirs', 'unit', 'ratio', 'wanted', ''] as const;

/** The result as a Markdown table, readable as text too. */
export function describeResult(rows: readonly ResultRow[], figures: readonly Figure[]): string {
  const lines = rows.map((row) => {
    const wanted = figures
      .flatMap((figure) => [figure, ...(figure.also ?? [])])
      .find(({ name }) => name === row.figure)
      ?.wanted.find(({ against }) => against === row.against)?.ratio;
    return [
      row.figure,
      row.against,
      short(row.ours),
      short(row.theirs),
      row.unit,
      row.ratio.toFixed(2),
      wanted === undefined ? '' : `≥ ${wanted.toFixed(2)}`,
      verdict(row.ratio, wanted),
    ];
  });
  const widths = columns.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column]!.length)));
  const numeric = new Set<number>([2, 3, 5, 6]);
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => (numeric.has(at) ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (numeric.has(at) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width || 3))).join(' | ')} |`;
  return [format(columns), rule, ...lines.map(format)].join('\n');
}

function verdict(ratio: number, wanted: number | undefined): string {
  if (wanted === undefined) return '';
  if (ratio >= wanted) return 'ok';
  return `missed by ${((1 - ratio / wanted) * 100).toFixed(0)} %`;
}

/** Three significant digits, or all digits before the point. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = value === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
