import type { Folder } from './folder.ts';

/** What a folder is made for, where that is not mail; `other` is whatever has no name here. */
export type FolderKind = 'calendar' | 'contacts' | 'tasks' | 'notes' | 'journal' | 'other';

/** By how container classes begin (MS-OXOSFLD §2.2.4). */
const beginnings: Readonly<Record<string, FolderKind>> = {
  'ipf.appointment': 'calendar',
  'ipf.contact': 'contacts',
  'ipf.task': 'tasks',
  'ipf.stickynote': 'notes',
  'ipf.journal': 'journal',
};

/** By its class, else by its use; undefined: mail. */
export function folderKindOf({
  containerClass = '',
  specialUse,
  nature,
}: Pick<Folder, 'containerClass' | 'specialUse' | 'nature'>): FolderKind | undefined {
  const basic = containerClass.split('.', 2).join('.').toLowerCase();
  const kind = beginnings[basic] ?? Object.values(beginnings).find((one) => one === specialUse);
  return kind ?? (nature === 'not-mail' ? 'other' : undefined);
}
