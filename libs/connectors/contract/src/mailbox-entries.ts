import type { CatalogueEntry } from './catalogue-entry.ts';

/** What can go wrong with a mailbox, its folders and its items. */
export const mailboxEntries = {
  'permission-denied': {
    cause: 'The account has no right to do this.',
    fixedBy: 'administrator',
    whatToDo: 'Give the account the right to read (source) or to write (target) this folder.',
    scope: 'folder',
    disposition: 'needsOperator',
    sample: 'NO [NOPERM] Permission denied',
  },
  'quota-exceeded': {
    cause: 'The target mailbox is full.',
    fixedBy: 'administrator',
    whatToDo:
      'Raise the quota of the target mailbox or free space in it, then run the same command again: it goes on where it stopped.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: 'NO [OVERQUOTA] Not enough disk quota',
  },
  'other-mailboxes': {
    cause:
      'What a side of the pair is called now is another mailbox than the one of the passes before.',
    fixedBy: 'operator',
    whatToDo:
      'Nothing, if it is the mailbox that you mean: a new history begins, and what is at the target is matched first. Else correct the address.',
    scope: 'mailbox',
    disposition: 'needsOperator',
    sample: '(no words of a server: none of the items known was where it had been)',
  },
  'folder-missing': {
    cause: 'The folder does not exist at the server (any more).',
    fixedBy: 'nobody',
    whatToDo: 'If it was deleted on purpose, take it out of the folder map; else nothing to do.',
    scope: 'folder',
    disposition: 'retry',
    sample: "NO [NONEXISTENT] Mailbox doesn't exist: Archive",
  },
  'folder-refused': {
    cause: 'The server refused the folder.',
    fixedBy: 'operator',
    whatToDo:
      "Read the server's words beside it: its name may be forbidden there; map it to another name.",
    scope: 'folder',
    disposition: 'needsOperator',
    sample: "NO [CANNOT] Invalid mailbox name: Name must not have '/' characters",
  },
  'folder-changed': {
    cause: 'The server has renumbered the folder (UIDVALIDITY changed).',
    fixedBy: 'nobody',
    whatToDo: 'Nothing to do: the folder is listed anew and matched with what was copied.',
    scope: 'folder',
    disposition: 'retry',
    sample: '* OK [UIDVALIDITY 1655354778] UIDs valid',
  },
  'item-too-large': {
    cause: 'The item is larger than the target takes.',
    fixedBy: 'administrator',
    whatToDo: 'Raise the message size limit of the target, then run a delta pass.',
    scope: 'item',
    disposition: 'failItem',
    sample: 'NO Maximum size of appendable message has been exceeded',
  },
  'item-refused': {
    cause: 'The target refused the item.',
    fixedBy: 'operator',
    whatToDo: "Read the server's words beside it; a delta pass tries it again.",
    scope: 'item',
    disposition: 'failItem',
    sample: 'NO Message contains invalid header',
  },
  'item-unreadable': {
    cause: 'The source could not hand out the item.',
    fixedBy: 'mailbox-owner',
    whatToDo: 'Open it in a mail program at the source; a delta pass tries it again.',
    scope: 'item',
    disposition: 'failItem',
    sample: 'NO Some of the requested messages no longer exist.',
  },
  'write-aborted': {
    cause: 'A write was called off and its connection cut.',
    fixedBy: 'nobody',
    whatToDo: 'Nothing to do: what the target took of it is looked for before it is written again.',
    scope: 'connection',
    disposition: 'retry',
    sample: '(no words of a server: Mailhaul itself cut the line)',
  },
  'command-refused': {
    cause: 'The server did not accept the command.',
    fixedBy: 'administrator',
    whatToDo: "Report the server's words beside it, with the name of the server.",
    scope: 'folder',
    disposition: 'needsOperator',
    sample: "BAD Error in IMAP command LIST: Missing '\"'",
  },
  internal: {
    cause: 'A defect of Mailhaul.',
    fixedBy: 'operator',
    whatToDo: 'Please report it with the lines above. Nothing that was copied is lost.',
    scope: 'process',
    disposition: 'bug',
    sample: '(no words of a server)',
  },
} satisfies Readonly<Record<string, CatalogueEntry>>;
