import { foldText } from '@mailhaul/application';
import { mailboxKeyOf, type MailboxKind } from '@mailhaul/domain';

export interface TwoMailboxes {
  readonly source: string;
  readonly target: string;
  readonly sourceKind?: MailboxKind | undefined;
  readonly targetKind?: MailboxKind | undefined;
}

/** Equal for what is one mailbox: case alone makes no other of it, another tree does. */
export function keyOfSide(pair: TwoMailboxes, side: 'source' | 'target'): string {
  return mailboxKeyOf(foldText(pair[side]), side === 'source' ? pair.sourceKind : pair.targetKind);
}

/** Of both sides together. */
export function keyOfBoth(pair: TwoMailboxes): string {
  return `${keyOfSide(pair, 'source')}\n${keyOfSide(pair, 'target')}`;
}
