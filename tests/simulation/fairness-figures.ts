/** One thing that was measured, and what it is to be. */
export interface FairnessFigure {
  readonly scenario: string;
  readonly what: string;
  readonly value: number;
  readonly unit: '' | '%' | 's';
  /** Undefined: told, and judged by nobody. */
  readonly aim?: { readonly is: 'at least' | 'at most'; readonly bound: number };
}

export function isMet({ value, aim }: FairnessFigure): boolean {
  if (aim === undefined) return true;
  return aim.is === 'at least' ? value >= aim.bound : value <= aim.bound;
}

/** One line for people. */
export function inWords(figure: FairnessFigure): string {
  const { scenario, what, value, unit, aim } = figure;
  const bound = aim === undefined ? '' : `, ${aim.is} ${aim.bound}${unit}`;
  return `${scenario}: ${what}: ${value.toFixed(unit === '' ? 3 : 1)}${unit}${bound}`;
}

/** The figures as a table of Markdown. */
export function toTable(figures: readonly FairnessFigure[]): string {
  const rows = figures.map((figure) => {
    const { scenario, what, value, unit, aim } = figure;
    const bound = aim === undefined ? '' : `${aim.is} ${aim.bound}${unit}`;
    const verdict = aim === undefined ? '' : isMet(figure) ? 'met' : 'MISSED';
    return [scenario, what, `${value.toFixed(unit === '' ? 3 : 1)}${unit}`, bound, verdict];
  });
  const lines = [['scenario', 'what', 'measured', 'aim', ''], Array(5).fill('---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
