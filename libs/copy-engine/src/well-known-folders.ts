import type { Folder, FolderNature, SpecialUse } from '@mailhaul/connector-contract';

type OfUse = (sources: readonly Folder[]) => readonly Folder[];

/** By the name that follows `#` in a pattern, in lower case: the mailbox's own folders of that use. */
export const wellKnownFolders: ReadonlyMap<string, OfUse> = new Map<string, OfUse>([
  ['inbox', ofUse('inbox')],
  ['sentitems', ofUse('sent')],
  ['sent', ofUse('sent')],
  ['drafts', ofUse('drafts')],
  ['deleteditems', ofUse('trash')],
  ['trash', ofUse('trash')],
  ['junkemail', ofUse('junk')],
  ['junk', ofUse('junk')],
  ['archive', ofUse('archive')],
  ['outbox', ofNature('outbox')],
  ['calendar', ofUse('calendar')],
  ['contacts', ofUse('contacts')],
  ['tasks', ofUse('tasks')],
  ['notes', ofUse('notes')],
  ['journal', ofUse('journal')],
  ['allmail', ofUse('all')],
  ['flagged', ofUse('flagged')],
  ['important', ofUse('important')],
  ['chats', ofNature('chats')],
  ['syncissues', ofNature('sync-log')],
]);

/** What the system declares counts before what is only called so. */
function ofUse(use: SpecialUse): OfUse {
  return (sources) => {
    const own = sources.filter(
      ({ specialUse, sharing }) => specialUse === use && sharing === undefined,
    );
    const declared = own.filter(({ isUseDeclared }) => isUseDeclared === true);
    return declared.length > 0 ? declared : own;
  };
}

function ofNature(nature: FolderNature): OfUse {
  return (sources) =>
    sources.filter((folder) => folder.nature === nature && folder.sharing === undefined);
}
