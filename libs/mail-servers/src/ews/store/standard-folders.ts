/** A folder that a new mailbox has; `parent` by distinguished id or name. */
export interface StandardFolder {
  readonly name: string;
  readonly parent: string;
  readonly distinguishedId?: string;
  readonly folderClass?: string;
  /** PidTagAttributeHidden. */
  readonly isHidden?: boolean;
  readonly isSearch?: boolean;
}

const top = 'msgfolderroot';

function folder(
  name: string,
  parent: string,
  rest: Omit<StandardFolder, 'name' | 'parent'> = {},
): StandardFolder {
  return { name, parent, ...rest };
}

function mail(distinguishedId: string, name: string, parent = top): StandardFolder {
  return { name, parent, distinguishedId, folderClass: 'IPF.Note' };
}

/** What a mailbox of a user has (EWS reference page `DistinguishedFolderId`; MS-OXOSFLD §2.2.1). */
export const primaryFolders: readonly StandardFolder[] = [
  folder('Top of Information Store', 'root', { distinguishedId: top }),
  mail('inbox', 'Inbox'),
  mail('drafts', 'Drafts'),
  mail('sentitems', 'Sent Items'),
  mail('deleteditems', 'Deleted Items'),
  mail('junkemail', 'Junk Email'),
  mail('outbox', 'Outbox'),
  folder('Calendar', top, { distinguishedId: 'calendar', folderClass: 'IPF.Appointment' }),
  folder('Contacts', top, { distinguishedId: 'contacts', folderClass: 'IPF.Contact' }),
  folder('Tasks', top, { distinguishedId: 'tasks', folderClass: 'IPF.Task' }),
  folder('Notes', top, { distinguishedId: 'notes', folderClass: 'IPF.StickyNote' }),
  folder('Journal', top, { distinguishedId: 'journal', folderClass: 'IPF.Journal' }),
  mail('syncissues', 'Sync Issues'),
  mail('conflicts', 'Conflicts', 'syncissues'),
  mail('localfailures', 'Local Failures', 'syncissues'),
  mail('serverfailures', 'Server Failures', 'syncissues'),
  folder('Conversation Action Settings', top, {
    folderClass: 'IPF.Configuration',
    isHidden: true,
  }),
  folder('Recipient Cache', 'contacts', {
    ...{ distinguishedId: 'recipientcache', isHidden: true },
    folderClass: 'IPF.Contact.RecipientCache',
  }),
  folder('Finder', 'root', { distinguishedId: 'searchfolders' }),
  folder('Unread Mail', 'searchfolders', { folderClass: 'IPF.Note', isSearch: true }),
  folder('Recoverable Items', 'root', { distinguishedId: 'recoverableitemsroot' }),
  folder('Deletions', 'recoverableitemsroot', { distinguishedId: 'recoverableitemsdeletions' }),
  folder('Versions', 'recoverableitemsroot', { distinguishedId: 'recoverableitemsversions' }),
  folder('Purges', 'recoverableitemsroot', { distinguishedId: 'recoverableitemspurges' }),
];

/** What its archive has. */
export const archiveFolders: readonly StandardFolder[] = [
  folder('Top of Information Store', 'archiveroot', { distinguishedId: 'archivemsgfolderroot' }),
  mail('archivedeleteditems', 'Deleted Items', 'archivemsgfolderroot'),
  folder('Recoverable Items', 'archiveroot', { distinguishedId: 'archiverecoverableitemsroot' }),
  folder('Deletions', 'archiverecoverableitemsroot', {
    distinguishedId: 'archiverecoverableitemsdeletions',
  }),
];
