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
  /** What must be there: nothing (it is added), a pair (it is changed). */
  readonly expects: 'nothing' | 'pair';
}

export const savePairDecider: Decider<Pair, SavePair, PairEvent, PairRejection> = {
  ...pairDecider,
  decide: decideSave,
};

function decideSave(pair: Pair, save: SavePair): readonly PairEvent[] | PairRejection {
  const isThere = pair.status !== 'unknown' && pair.status !== 'removed';
  const { commandId, atMs, actor, mailboxes, priority } = save;
  const order = { commandId, atMs, actor };
  if (!isThere) {
    if (save.expects === 'pair') return { kind: 'rejected', reason: 'PairUnknown' };
    const { jobId, credentials } = save;
    const placing = { jobId, ...defined({ priority, credentials }) };
    return pairDecider.decide(pair, {
      ...order,
      kind: 'AddPair',
      mailboxes,
      placing,
    });
  }
  const isSame = pair.mailboxes !== undefined && areSameMailboxes(pair.mailboxes, mailboxes);
  if (save.expects === 'nothing' && (!isSame || pair.jobId !== save.jobId)) {
    return { kind: 'rejected', reason: 'OtherMailboxes' };
  }
  const credentials =
    save.credentials === undefined
      ? {}
      : { credentials: { ...pair.credentials, ...save.credentials } };
  const edited = pairDecider.decide(pair, {
    ...order,
    kind: 'EditPair',
    mailboxes,
    ...credentials,
  });
  if (isRejection(edited) || priority === undefined) return edited;
  const ranked = pairDecider.decide(pair, { ...order, kind: 'SetPriority', priority });
  return isRejection(ranked) ? ranked : [...edited, ...ranked];
}

export function mailboxesOf(input: NewPair): PairMailboxes {
  const { source, target, matchedBy, sourceUser, targetUser } = input;
  const { sourceKind, targetKind, externalId } = input;
  const own = { target, matchedBy, sourceUser, targetUser, sourceKind, targetKind, externalId };
  return { source, ...defined(own) };
}
