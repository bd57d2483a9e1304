export interface Page<T> {
  readonly rows: readonly T[];
  readonly next?: string | undefined;
}

/** Of one page; the API allows no more. */
export const pageRowsMax = 500;

/** The rows of all pages, `rowsMax` at most, asked for as they are taken. */
export async function* rowsOf<T>(
  ask: (page: { readonly limit: number; readonly after?: string }) => Promise<Page<T>>,
  rowsMax: number,
): AsyncGenerator<T> {
  let after: string | undefined;
  for (let left = rowsMax; left > 0;) {
    const limit = Math.min(left, pageRowsMax);
    const { rows, next } = await ask({ limit, ...(after === undefined ? {} : { after }) });
    yield* rows.slice(0, left);
    left -= rows.length;
    if (next === undefined || rows.length === 0) return;
    after = next;
  }
}
