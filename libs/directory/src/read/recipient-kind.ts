/** What a mailbox is to Exchange; in other directories every mailbox is a user's. `system` ones belong to Exchange itself. */
export const directoryKinds = ['user', 'shared', 'room', 'equipment', 'public', 'system'] as const;
export type DirectoryKind = (typeof directoryKinds)[number];

/** Page "RecipientTypeDetails values" of Exchange; with the mailbox here or, remote, in Exchange Online. */
const detailKinds: ReadonlyMap<bigint, DirectoryKind> = new Map([
  [1n, 'user'],
  [2n, 'user'],
  [4n, 'shared'],
  [8n, 'user'],
  [16n, 'room'],
  [32n, 'equipment'],
  [1n << 13n, 'system'],
  [1n << 14n, 'system'],
  [1n << 21n, 'user'],
  [1n << 23n, 'system'],
  [1n << 24n, 'system'],
  [1n << 29n, 'system'],
  [1n << 31n, 'user'],
  [1n << 33n, 'room'],
  [1n << 34n, 'equipment'],
  [1n << 35n, 'shared'],
  [1n << 36n, 'public'],
  [1n << 37n, 'shared'],
  [1n << 38n, 'shared'],
  [1n << 39n, 'system'],
  [1n << 41n, 'room'],
  [1n << 42n, 'system'],
]);

/** Mail users, contacts, groups and public folders: they have an address and no mailbox. */
const withoutMailbox = new Set(
  [6n, 7n, 8n, 9n, 10n, 11n, 12n, 15n, 16n, 17n, 18n, 19n, 20n, 25n, 28n, 30n, 32n, 40n].map(
    (bit) => 1n << bit,
  ),
);

/** `msExchRecipientDisplayType`, its flag for access control lists (bit 30) taken away. */
const displayKinds: ReadonlyMap<number, DirectoryKind> = new Map([
  [0, 'user'],
  [7, 'room'],
  [8, 'equipment'],
]);
const accessFlag = 0x4000_0000;

/**
 * What Exchange's two attributes say: `msExchRecipientTypeDetails`, and where it is absent (2003) `msExchRecipientDisplayType`. `none`: it has no
 * mailbox. Undefined: they say nothing that is known.
 */
export function recipientKind(
  details: string | undefined,
  display: string | undefined,
): DirectoryKind | 'none' | undefined {
  if (details !== undefined && /^\d{1,19}$/.test(details)) {
    const bits = BigInt(details);
    return withoutMailbox.has(bits) ? 'none' : detailKinds.get(bits);
  }
  if (display === undefined || !/^-?\d{1,11}$/.test(display)) return undefined;
  return displayKinds.get(Number(display) & ~accessFlag);
}
