/** Done at once (SQLite in this process does not wait); what it throws rejects. */
export function promised<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
