import * as z from 'zod';

/** A table's address under a name: filter, search, order and columns. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

const savedViewsSchema = z
  .array(z.object({ name: z.string().min(1).max(60), query: z.string().max(2000) }))
  .max(50);

/** What of an address is a view; the rest is where one happens to be. */
const kept = ['q', 'status', 'sort', 'cols'] as const;

/** The part of an address that a view keeps, always in one order. */
export function viewQueryOf(query: URLSearchParams): string {
  const view = new URLSearchParams();
  for (const name of kept) {
    const value = query.get(name) ?? '';
    if (value !== '') view.set(name, value);
  }
  return view.toString();
}

/** What an address must become to show a view: what the view does not name goes. */
export function changesFor({ query }: SavedView): Readonly<Record<(typeof kept)[number], string>> {
  const view = new URLSearchParams(query);
  const value = (name: string) => view.get(name) ?? '';
  return { q: value('q'), status: value('status'), sort: value('sort'), cols: value('cols') };
}

/** With one more, or the one of that name as it is now; the newest last. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view];
}

/** Views as a browser has kept them; what is none is as if there were none. */
export function readViews(text: string | undefined): readonly SavedView[] {
  try {
    return savedViewsSchema.parse(JSON.parse(text ?? '[]'));
  } catch {
    return [];
  }
}
