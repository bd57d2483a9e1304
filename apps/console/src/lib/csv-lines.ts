import type { ProblemFault } from '@mailhaul/contracts';

/** What is wrong with one line of a CSV. */
export interface LineFault {
  /** Counted from 1, the head included, as editors count. */
  readonly line: number;
  readonly column: string | undefined;
  readonly message: string;
}

/** Sorts what a problem says of lines (`line 7, source`) from what it says of the whole. */
export function faultsByLine(faults: readonly ProblemFault[]): {
  readonly lines: readonly LineFault[];
  readonly others: readonly ProblemFault[];
} {
  const lines: LineFault[] = [];
  const others: ProblemFault[] = [];
  for (const fault of faults) {
    const match = /^line (\d+)(?:, (.+))?$/.exec(fault.place);
    if (match === null) others.push(fault);
    else lines.push({ line: Number(match[1]), column: match[2], message: fault.message });
  }
  return { lines: lines.toSorted((a, b) => a.line - b.line), others };
}

/** The text with one line, counted from 1, put in the place of what was there. */
export function withLine(text: string, line: number, next: string): string {
  const lines = text.split('\n');
  if (line < 1 || line > lines.length) return text;
  lines[line - 1] = next.replaceAll(/[\r\n]/g, ' ');
  return lines.join('\n');
}

/** The text without one line. */
export function withoutLine(text: string, line: number): string {
  return text
    .split('\n')
    .filter((_one, index) => index !== line - 1)
    .join('\n');
}

/** Lines that hold something, the head left out. */
export function rowCount(text: string): number {
  return Math.max(0, text.split('\n').filter((line) => line.trim() !== '').length - 1);
}

/** Larger texts would not fit into what the browser keeps of the session. */
const keptCharsMax = 1_000_000;

/** What the browser keeps of a CSV over a reload: nothing where the head names passwords or tokens. */
export function keptCsv(csv: string): string {
  const [head = ''] = csv.split('\n', 1);
  return /pass|token|secret/iu.test(head) ? '' : keptText(csv);
}

/** Empty where it is too long to be kept. */
export function keptText(text: string): string {
  return text.length <= keptCharsMax ? text : '';
}
