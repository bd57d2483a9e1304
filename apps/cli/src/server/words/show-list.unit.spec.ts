import { describe, expect, it } from 'vitest';
import { type Column, factLines, showTable } from './show-list.ts';

interface Row {
  readonly name: string;
  readonly status: string;
  readonly count: string;
  readonly why: string;
}

const columns: readonly Column<Row>[] = [
  { head: 'Name', width: 50, cell: ({ name }) => name },
  { head: 'status', cell: ({ status }) => status },
  { head: 'count', align: 'right', cell: ({ count }) => count },
  { head: 'why', width: 60, cell: ({ why }) => why },
];
const row: Row = {
  name: `${'n'.repeat(60)}@example.com`,
  status: 'Completed with failures',
  count: '1,234,567',
  why: `the server \u001b[31msays ${'w'.repeat(80)}`,
};

async function shown(terminal: { isTTY: boolean; columns?: number }): Promise<string[]> {
  let text = '';
  const stdout = { ...terminal, write: (piece: string) => (text += piece) };
  await showTable({ io: { stdout } } as unknown as Parameters<typeof showTable>[0], columns, [row]);
  return text.trimEnd().split('\n');
}

describe('tables', () => {
  it('are no wider than the terminal, and cut neither figures nor states', async () => {
    for (let width = 75; width <= 160; width += 1) {
      const lines = await shown({ isTTY: true, columns: width });
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
      expect(lines).toHaveLength(3);
      expect(lines[2]).toMatch(/^n+… {2}Completed with failures {2}1,234,567 {2}the server/u);
    }
  });

  it('obey nothing that stands in a cell, and cut the longest texts also in a pipe', async () => {
    const [, , line = ''] = await shown({ isTTY: false });
    expect(line).not.toContain('\u001b');
    expect(line.length).toBe(50 + 23 + 9 + 60 + 6);
  });
});

describe('facts', () => {
  it('stand below one another without those that are not known', () => {
    expect(
      factLines([
        ['id', '1'],
        ['job', undefined],
        ['server', 'a\u0007b'],
      ]),
    ).toEqual(['id:     1', 'server: a?b']);
  });
});
