import { type Decider, isRejection } from '@mailhaul/application';
import type { NewPair } from '@mailhaul/contracts';
import {
  areSameMailboxes,
  type Pair,
  type PairCredentials,
  pairDecider,
  type PairEvent,
  type PairMailboxes,
  type PairRejection,
} from '@mailhaul/domain';
import { defined } from '../commands/defined.ts';

/** A row as it is to be: added where there is none, changed where it differs. */
export interface SavePair {
  readonly kind: 'SavePair';
  readonly commandId: string;
  readonly correlationId: string;
  readonly atMs: number;
  readonly actor: string;
  readonly jobId: string;
  readonly mailboxes: PairMailboxes;
  /** Absent: as it is. */
  readonly priority?: number;
  /** Sides with a new password. */
  readonly credentials?: PairCredentials;
  /** Other addresses are new names of the same mailboxes: the list that they come from has the row's id. */
  readonly renames?: boolean;
  /** Its job's conditions bring it. */
  readonly byConditions?: true;
  /** What must be there: nothing (it is added), a pair (it is changed). */
  readonly expects: 'nothing' | 'pair';
}

export const savePairDecider: Decider<Pair, SavePair, PairEvent, PairRejection> = {
  ...pairDecider,
  decide: decideSave,
};

function decideSave(pair: Pair, save: SavePair): readonly PairEvent[] | PairRejection {
  const isThere = pair.status !== 'unknown' && pair.status !== 'removed';
  const { commandId, atMs, actor, mailboxes, priority, byConditions } = save;
  const order = { commandId, atMs, actor };
  if (!isThere || pair.leaving !== undefined) {
    if (save.expects === 'pair') return { kind: 'rejected', reason: 'PairUnknown' };
    const { jobId, credentials } = save;
    const placing = { jobId, ...defined({ priority, credentials }) };
    const origin = byConditions === undefined ? {} : { byConditions };
    const added = pairDecider.decide(pair, {
      ...{ ...order, ...origin },
      kind: 'AddPair',
      mailboxes,
      placing,
    });
    const isBack = !isRejection(added) && added[0]?.type === 'PairReturned';
    return isBack ? withEdits(pair, save, added) : added;
  }
  const isSame = pair.mailboxes !== undefined && areSameMailboxes(pair.mailboxes, mailboxes);
  if (save.expects === 'nothing' && (!isSame || pair.jobId !== save.jobId)) {
    return { kind: 'rejected', reason: 'OtherMailboxes' };
  }
  const credentials =
    save.credentials === undefined
      ? {}
      : { credentials: { ...pair.credentials, ...save.credentials } };
  const renamed = save.renames === true ? rename(pair, save) : [];
  if (isRejection(renamed)) return renamed;
  const named = renamed.reduce<Pair>(pairDecider.evolve, pair);
  const edited = pairDecider.decide(named, {
    ...order,
    kind: 'EditPair',
    mailboxes,
    ...credentials,
  });
  if (isRejection(edited)) return edited;
  if (priority === undefined) return [...renamed, ...edited];
  const ranked = pairDecider.decide(named, { ...order, kind: 'SetPriority', priority });
  return isRejection(ranked) ? ranked : [...renamed, ...edited, ...ranked];
}

function rename(
  pair: Pair,
  { commandId, atMs, actor, mailboxes: { source, target } }: SavePair,
): readonly PairEvent[] | PairRejection {
  const sides = { source: { address: source }, ...(target && { target: { address: target } }) };
  const order = { commandId, atMs, actor };
  return pairDecider.decide(pair, { ...order, kind: 'RefreshAddresses', by: 'person', ...sides });
}

/** What else the row says holds for whoever is back. */
function withEdits(
  pair: Pair,
  save: SavePair,
  returned: readonly PairEvent[],
): readonly PairEvent[] | PairRejection {
  const back = returned.reduce(pairDecider.evolve, pair);
  const known = 'mailboxes' in back ? back.mailboxes : undefined;
  const mailboxes = { ...known, ...save.mailboxes };
  const edited = decideSave(back, { ...save, mailboxes, expects: 'pair' });
  return isRejection(edited) ? edited : [...returned, ...edited];
}

export function mailboxesOf(input: NewPair): PairMailboxes {
  const { source, target, matchedBy, sourceUser, targetUser } = input;
  const { sourceKind, targetKind, externalId, sourceId, targetId } = input;
  const own = { target, matchedBy, sourceUser, targetUser, sourceKind, targetKind, externalId };
  // The top is no root.
  const folderRoot = input.folderRoot === '' ? undefined : input.folderRoot;
  return { source, ...defined({ ...own, sourceId, targetId, folderRoot }) };
}
