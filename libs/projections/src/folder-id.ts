/** Of the document of a source folder; `f` is its number in the pair's ledger. */
export function folderId(pairId: string, f: number): string {
  return `${pairId}.${f}`;
}
