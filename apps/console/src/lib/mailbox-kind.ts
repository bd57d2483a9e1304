import type { Pair } from '@mailhaul/contracts';

type MailboxKind = NonNullable<Pair['sourceKind']>;

const labels: Readonly<Record<MailboxKind, string>> = {
  user: 'Mailboxes of people',
  shared: 'Shared mailboxes',
  room: 'Rooms and equipment',
  archive: 'Archives',
  public: 'Public folders',
};

export const mailboxKindOptions = Object.entries(labels).map(([value, label]) => ({
  value,
  label,
}));

/** An address, with the word that tells it from another tree under the same one. */
export function mailboxName(address: string, kind: MailboxKind | undefined): string {
  if (kind === 'archive') return `${address} (archive)`;
  return kind === 'public' ? `${address} (public folders)` : address;
}
