import type { FolderState } from '@mailhaul/connector-contract';

/**
 * Gmail's archived mail stands in "All Mail" only, with everything else. Its items that no other folder shows are a folder of
 * their own to us, whose id is the name of the view with this behind it: no server can say it in a name.
 */
const onlyHereMark = '\0only here';

export function onlyHereId(viewName: string): string {
  return viewName + onlyHereMark;
}

export function isOnlyHere(folderId: string): boolean {
  return folderId.endsWith(onlyHereMark);
}

/** The name on the wire of a folder's id. */
export function wireNameOf(folderId: string): string {
  return isOnlyHere(folderId) ? folderId.slice(0, -onlyHereMark.length) : folderId;
}

/** Labels that are no place: a message that has no others is archived. */
const markLabels: ReadonlySet<string> = new Set([
  '\\important',
  '\\starred',
  '\\flagged',
  '\\muted',
]);

/** True when none of the labels belongs to a folder that is listed; labels of hidden folders do not count. */
export function isOnlyInView(labels: readonly string[], listed: ReadonlySet<string>): boolean {
  return !labels.some((label) => {
    const key = labelKey(label);
    return !markLabels.has(key) && listed.has(key);
  });
}

/** Gmail's own labels begin with a backslash and know no case; the user's are spelled as their folders. */
export function labelKey(label: string): string {
  return label.startsWith('\\') ? label.toLowerCase() : label;
}

/** How many of a view's items stand nowhere else only their listing tells. */
export function withoutCount({ generation, nextId, changeMark }: FolderState): FolderState {
  return { generation, nextId, itemCount: 0, ...(changeMark === undefined ? {} : { changeMark }) };
}
