import { foldText } from '@mailhaul/application';
import { mailboxKeyOf, type MailboxKind } from '@mailhaul/domain';

export interface TwoMailboxes {
  readonly source: string;
  readonly target?: string | undefined;
  readonly sourceKind?: MailboxKind | undefined;
  readonly targetKind?: MailboxKind | undefined;
}

/** The key of a side that has no mailbox. */
const nothing = '';

/** Equal for what is one mailbox: case alone makes no other of it, another tree does. */
export function keyOfSide(pair: TwoMailboxes, side: 'source' | 'target'): string {
  const address = pair[side];
  if (address === undefined) return nothing;
  return mailboxKeyOf(foldText(address), side === 'source' ? pair.sourceKind : pair.targetKind);
}

/** Of both sides together. */
export function keyOfBoth(pair: TwoMailboxes): string {
  return `${keyOfSide(pair, 'source')}\n${keyOfSide(pair, 'target')}`;
}
