/** Which rows are chosen: some by name, or everything that the table's filters find. */
export type Selection =
  | { readonly kind: 'rows'; readonly ids: ReadonlySet<string>; readonly anchor?: string }
  | { readonly kind: 'matching' };

export interface Modifiers {
  /** Ctrl, or the Mac's command key: beside what is chosen. */
  readonly adds: boolean;
  /** Shift: from the last one to this one. */
  readonly extends: boolean;
}

export const nothingSelected: Selection = { kind: 'rows', ids: new Set() };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'matching' || selection.ids.has(id);
}

export function isEmpty(selection: Selection): boolean {
  return selection.kind === 'rows' && selection.ids.size === 0;
}

/** How many rows are chosen; `total` of the filters where all are. */
export function selectedCount(selection: Selection, total: number): number {
  return selection.kind === 'matching' ? total : selection.ids.size;
}

/** What a click on a row makes of it; `order` is the rows as they stand. */
export function clickRow(
  selection: Selection,
  id: string,
  { modifiers, order }: { modifiers: Modifiers; order: readonly string[] },
): Selection {
  const before = selection.kind === 'rows' ? selection : { ids: new Set(order), anchor: undefined };
  if (modifiers.extends && before.anchor !== undefined) {
    const ids = new Set(modifiers.adds ? before.ids : []);
    for (const one of between(order, before.anchor, id)) ids.add(one);
    return { kind: 'rows', ids, anchor: before.anchor };
  }
  if (!modifiers.adds) return { kind: 'rows', ids: new Set([id]), anchor: id };
  const ids = new Set(before.ids);
  if (!ids.delete(id)) ids.add(id);
  return { kind: 'rows', ids, anchor: id };
}

/** Whether each of these rows is chosen, and there is one. */
export function areAllSelected(selection: Selection, order: readonly string[]): boolean {
  if (order.length === 0) return false;
  if (selection.kind === 'matching') return true;
  return selection.ids.size >= order.length && order.every((id) => selection.ids.has(id));
}

/** Every row that is loaded. */
export function selectAll(order: readonly string[]): Selection {
  const [anchor] = order;
  return { kind: 'rows', ids: new Set(order), ...(anchor === undefined ? {} : { anchor }) };
}

function between(order: readonly string[], one: string, other: string): readonly string[] {
  const from = order.indexOf(one);
  const to = order.indexOf(other);
  if (from < 0 || to < 0) return [other];
  return order.slice(Math.min(from, to), Math.max(from, to) + 1);
}
