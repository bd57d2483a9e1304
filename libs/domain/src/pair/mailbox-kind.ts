/** What a mailbox of Exchange is. Shared and room mailboxes are mailboxes like a user's. */
export type MailboxKind = 'user' | 'shared' | 'room' | 'archive' | 'public';

/**
 * Which of the trees that stand beside each other under one address; undefined: the mailbox itself. Another tree is another
 * mailbox.
 */
export function treeOf(kind: MailboxKind | undefined): 'archive' | 'public' | undefined {
  return kind === 'archive' || kind === 'public' ? kind : undefined;
}

/** An address as its key, with the tree behind it; a blank is in no address. */
export function mailboxKeyOf(address: string, kind: MailboxKind | undefined): string {
  const tree = treeOf(kind);
  return tree === undefined ? address : `${address} ${tree}`;
}
