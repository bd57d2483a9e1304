/** A path as people write it in options. */
export function pathText(path: readonly string[]): string {
  return path.join('/');
}
