import { describe, expect, it } from 'vitest';
import { RowWindow } from './row-window.ts';

interface Row {
  readonly id: string;
  readonly value: number;
}

/** A list at the server, sorted by value; cursors are the last row's place in that order. */
function serverOf(count: number) {
  const rows = new Map(Array.from({ length: count }, (_, place) => [`r${place}`, place]));
  const asked: number[] = [];
  const sorted = () =>
    [...rows].map(([id, value]) => ({ id, value })).toSorted((a, b) => a.value - b.value);
  const source = {
    fetchPage: (after: string | undefined, limit: number) => {
      asked.push(limit);
      const behind = sorted().filter(({ value }) => after === undefined || value > Number(after));
      const page = behind.slice(0, limit);
      const last = page.at(-1);
      return Promise.resolve({
        rows: page,
        ...(behind.length > limit && last ? { next: String(last.value) } : {}),
      });
    },
    fetchRow: (id: string): Promise<Row | undefined> => {
      const value = rows.get(id);
      return Promise.resolve(value === undefined ? undefined : { id, value });
    },
  };
  return { rows, asked, source };
}

describe('row window', () => {
  it('loads what is looked at, and no more than a page beyond', async () => {
    const { source, asked } = serverOf(1000);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    expect(list.view().order).toHaveLength(100);
    expect(list.view().isWhole).toBe(false);
    await list.ensure(900);
    expect(list.view().order).toHaveLength(900);
    expect(asked).toEqual([100, 500, 300]);
    await list.ensure(5000);
    expect(list.view()).toMatchObject({ isWhole: true, isLoading: false });
    expect(list.view().order).toHaveLength(1000);
  });

  it('puts new values into rows where they stand, and counts rows that would move', async () => {
    const { source, rows } = serverOf(10);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    const before = list.view().order;
    rows.set('r0', 0.5);
    await list.refresh(0, 10);
    expect(list.view().rows.get('r0')?.value).toBe(0.5);
    expect(list.view().changedCount).toBe(0);
    rows.set('r0', 99);
    await list.refresh(0, 10);
    expect(list.view().order).toEqual(before);
    expect(list.view().rows.get('r0')?.value).toBe(99);
    expect(list.view().changedCount).toBeGreaterThan(0);
    await list.show();
    expect(list.view().order.at(-1)).toBe('r0');
    expect(list.view().changedCount).toBe(0);
  });

  it('keeps a row that is asked for again and says the same', async () => {
    const { source, rows } = serverOf(10);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    const before = list.view().rows;
    rows.set('r0', 0.5);
    await list.refresh(0, 10);
    expect(list.view().rows.get('r0')).not.toBe(before.get('r0'));
    expect(list.view().rows.get('r1')).toBe(before.get('r1'));
  });

  it('counts a row that came and one that went, and shows neither before it is asked to', async () => {
    const { source, rows } = serverOf(10);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    rows.delete('r3');
    rows.set('new', 4.5);
    await list.refresh(0, 10);
    expect(list.view().order).toHaveLength(10);
    expect(list.view().order).not.toContain('new');
    expect(list.view().changedCount).toBe(2);
    await list.show();
    expect(list.view().order).toContain('new');
    expect(list.view().order).not.toContain('r3');
  });

  it('shows the first rows of an empty list at once: nothing can move', async () => {
    const { source, rows } = serverOf(0);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    rows.set('first', 1);
    await list.refresh(0, 10);
    expect(list.view().order).toEqual(['first']);
  });

  it('goes on behind what was its last row when more rows come there', async () => {
    const { source, rows } = serverOf(250);
    const list = new RowWindow<Row>(source);
    await list.ensure(1000);
    expect(list.view().isWhole).toBe(true);
    for (let n = 250; n < 1200; n++) rows.set(`r${n}`, n);
    await list.refresh(200, 250);
    expect(list.view()).toMatchObject({ isWhole: false, changedCount: 0 });
    await list.ensure(1300);
    expect(list.view().isWhole).toBe(true);
    expect(list.view().order).toEqual(Array.from({ length: 1200 }, (_, n) => `r${n}`));
  });

  it('looks behind its last row when that is come by, if rows may have come since', async () => {
    const { source, rows, asked } = serverOf(700);
    const list = new RowWindow<Row>(source);
    await list.ensure(1);
    await list.ensure(1000);
    rows.set('late', 5000);
    const before = asked.length;
    await list.refresh(0, 30);
    expect(asked.slice(before), 'what is not seen is not asked for').toEqual([100]);
    await list.ensure(760);
    expect(list.view().order.at(-1)).toBe('late');
    await list.ensure(760);
    expect(asked.slice(before)).toHaveLength(2);
  });

  it('asks again, once, when something changed while it asked', async () => {
    const { source, rows, asked } = serverOf(10);
    const list = new RowWindow<Row>(source);
    const loaded = list.ensure(1);
    rows.set('r9', 9.5);
    const refreshed = [list.refresh(0, 10), list.refresh(0, 10)];
    await loaded;
    await Promise.all(refreshed);
    expect(asked).toHaveLength(2);
    expect(list.view().rows.get('r9')?.value).toBe(9.5);
  });

  it('loads what is wanted at the very moment when a load ends', async () => {
    const { source } = serverOf(1000);
    const list = new RowWindow<Row>(source);
    let wanted: Promise<void> | undefined;
    list.subscribe(() => {
      const { order, isLoading } = list.view();
      if (order.length !== 100 || isLoading) return;
      queueMicrotask(() => {
        wanted ??= list.ensure(900);
      });
    });
    await list.ensure(1);
    await wanted;
    expect(list.view().order).toHaveLength(900);
  });

  it('tells a failure, keeps what is there, and loads on when asked again', async () => {
    const { source } = serverOf(300);
    let isDown = false;
    const list = new RowWindow<Row>({
      fetchPage: (after, limit) =>
        isDown ? Promise.reject(new Error('down')) : source.fetchPage(after, limit),
    });
    await list.ensure(1);
    isDown = true;
    await list.ensure(250);
    expect(list.view().error).toBeInstanceOf(Error);
    await list.show();
    expect(list.view().order).toHaveLength(100);
    isDown = false;
    await list.ensure(250);
    expect(list.view().error).toBeUndefined();
    expect(list.view().order).toHaveLength(250);
  });
});
