import { type Connection, type Pair, type PairInput, pairInputSchema } from '@mailhaul/contracts';

/** A form's values. Passwords and tokens only go in: an empty one stays as it is. */
export interface PairDraft {
  readonly source: string;
  readonly target: string;
  readonly sourceUser: string;
  readonly targetUser: string;
  readonly sourcePassword: string;
  readonly targetPassword: string;
  readonly sourceToken: string;
  readonly targetToken: string;
  /** Empty: as the connection says. */
  readonly sourceKind: MailboxKind | '';
  readonly targetKind: MailboxKind | '';
  /** Empty: each folder to its own place. */
  readonly folderRoot: string;
  readonly priority: number;
}

export type MailboxKind = NonNullable<Pair['sourceKind']>;

export type PairField = keyof PairDraft;
export type PairFaults = Partial<Record<PairField, string>>;
type Side = 'source' | 'target';

export function pairDraftOf(pair: Pair): PairDraft {
  const { source, target, sourceUser = '', targetUser = '', priority } = pair;
  const { sourceKind = '', targetKind = '', folderRoot = '' } = pair;
  const kinds = { sourceKind, targetKind } as const;
  return { source, target, sourceUser, targetUser, ...kinds, ...noSecrets, folderRoot, priority };
}

const noSecrets = { sourcePassword: '', targetPassword: '', sourceToken: '', targetToken: '' };

/** What the API is sent: all that is to be so, and the passwords and tokens that were typed. */
export function pairInputOf(draft: PairDraft, { externalId }: Pair): PairInput {
  const { sourceUser, targetUser, sourcePassword, targetPassword } = draft;
  const { sourceToken, targetToken } = draft;
  return {
    ...(externalId === undefined ? {} : { externalId }),
    source: draft.source.trim(),
    target: draft.target.trim(),
    ...(sourceUser.trim() === '' ? {} : { sourceUser: sourceUser.trim() }),
    ...(targetUser.trim() === '' ? {} : { targetUser: targetUser.trim() }),
    ...(draft.sourceKind === '' ? {} : { sourceKind: draft.sourceKind }),
    ...(draft.targetKind === '' ? {} : { targetKind: draft.targetKind }),
    ...(sourcePassword === '' ? {} : { sourcePassword }),
    ...(targetPassword === '' ? {} : { targetPassword }),
    ...(sourceToken === '' ? {} : { sourceToken }),
    ...(targetToken === '' ? {} : { targetToken }),
    ...(draft.folderRoot.trim() === '' ? {} : { folderRoot: draft.folderRoot.trim() }),
    priority: draft.priority,
  };
}

/** What the API would refuse, by field. */
export function pairDraftFaults(draft: PairDraft, pair: Pair): PairFaults {
  const { error } = pairInputSchema.safeParse(pairInputOf(draft, pair));
  const found = (error?.issues ?? []).map(({ path, message }) => ({
    place: String(path[0]),
    message,
  }));
  return faultsByField(found, draft);
}

/** Faults that have a field, the first of each; `draft` only says which fields there are. */
export function faultsByField(
  found: readonly { readonly place: string; readonly message: string }[],
  draft: PairDraft,
): PairFaults {
  const faults: PairFaults = {};
  for (const { place, message } of found) {
    if (!(place in draft)) continue;
    faults[place as PairField] ??= message.charAt(0).toUpperCase() + message.slice(1);
  }
  return faults;
}

/** Faults that were told of what was sent: those of fields that stand as they were sent. */
export function faultsStanding(faults: PairFaults, sent: PairDraft, draft: PairDraft): PairFaults {
  const standing = Object.entries(faults).filter(
    ([field]) => sent[field as PairField] === draft[field as PairField],
  );
  return Object.fromEntries(standing);
}

/** Whether other mailboxes are named than those that the history is of. */
export function isOtherMailbox(pair: Pair, draft: PairDraft): boolean {
  return (
    draft.source.trim() !== pair.source ||
    draft.target.trim() !== pair.target ||
    treeOf(draft.sourceKind) !== treeOf(pair.sourceKind) ||
    treeOf(draft.targetKind) !== treeOf(pair.targetKind)
  );
}

/** What stands beside the mailbox of the same address. */
function treeOf(kind: MailboxKind | '' | undefined): string {
  return kind === 'archive' || kind === 'public' ? kind : '';
}

/** What holds of the password or token of a side, said beside its field. */
export function secretNote(
  side: Side,
  of: { readonly pair: Pair; readonly draft: PairDraft; readonly connection?: Connection },
): string {
  const { pair, draft, connection } = of;
  const usesTokens = connection?.oauth !== undefined;
  if (connection?.signIn === 'admin' && !usesTokens) {
    return 'Not used: the connection has one account for all mailboxes';
  }
  const isSaved = side === 'source' ? pair.hasSourcePassword : pair.hasTargetPassword;
  if (!isSaved) return usesTokens ? 'None is saved: the connection’s is used' : 'None is saved';
  const began = pairDraftOf(pair);
  const user: PairField = side === 'source' ? 'sourceUser' : 'targetUser';
  const isOther = began[side] !== draft[side].trim() || began[user] !== draft[user].trim();
  return isOther ? 'Unchanged, though another signs in: type theirs' : 'Unchanged unless you type';
}
