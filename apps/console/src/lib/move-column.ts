/** The columns with one of them at the place of another; the first stays where it is, and nothing goes before it. */
export function moveColumn(ids: readonly string[], id: string, to: string): readonly string[] {
  const [from, place] = [ids.indexOf(id), ids.indexOf(to)];
  if (from < 1 || place < 1 || from === place) return ids;
  const next = ids.filter((one) => one !== id);
  next.splice(place, 0, id);
  return next;
}
