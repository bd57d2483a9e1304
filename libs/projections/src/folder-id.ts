/** Of the document of a source folder; `f` is its number in the pair's ledger. */
export function folderId(pairId: string, f: number): string {
  return `${pairId}.${f}`;
}

/** Of the nth of the source folders that are left out. */
export function leftOutFolderId(pairId: string, n: number): string {
  return `${pairId}.out.${n}`;
}
