import type { Pair, PairAction } from '@mailhaul/contracts';
import {
  CopyCheck,
  CopyX,
  ListRestart,
  type LucideIcon,
  Pause,
  Play,
  RotateCcw,
  Trash2,
  Undo2,
  Unlink,
} from 'lucide-react';

export interface PairDeed {
  readonly action: Exclude<PairAction, 'set-priority'>;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Cannot be taken back: what is lost, said before. */
  readonly warns?: (what: string) => string;
}

/** What can be done with mailboxes, in the order of menus; priorities are beside it. */
export const pairDeeds: readonly PairDeed[] = [
  { action: 'start', label: 'Start', icon: Play },
  { action: 'delta', label: 'Run delta', icon: ListRestart },
  { action: 'retry-failed', label: 'Retry failed items', icon: CopyCheck },
  { action: 'move-duplicates', label: 'Move duplicates aside', icon: CopyX },
  {
    action: 'unmatch',
    label: 'Unmatch',
    icon: Unlink,
    warns: (what) =>
      `Take the target mailbox from ${what}: nothing is copied until there is one again. Mail already there stays, and is known again under the same target.`,
  },
  { action: 'hold', label: 'Hold', icon: Pause },
  { action: 'release', label: 'Release', icon: Undo2 },
  {
    action: 'reset',
    label: 'Reset',
    icon: RotateCcw,
    warns: (what) =>
      `Reset ${what}: the history starts anew. Mail already on the target stays and will be matched.`,
  },
  {
    action: 'remove',
    label: 'Remove from job',
    icon: Trash2,
    warns: (what) =>
      `Remove ${what} from the job: what is known of it goes. Mail already on the target stays.`,
  },
];

export const priorities: readonly { value: 1 | 2 | 3 | 4 | 5; label: string }[] = [
  { value: 1, label: '1 · first' },
  { value: 2, label: '2' },
  { value: 3, label: '3 · usual' },
  { value: 4, label: '4' },
  { value: 5, label: '5 · last' },
];

/** Why other mailboxes cannot be named now; users, passwords and priority always can. */
export function addressRefusalOf(pair: Pair): string | undefined {
  return pair.status === 'running' ? 'It is running: hold it first' : undefined;
}

/** Why that makes no sense for this mailbox now; the gateway decides, this says it before. */
export function pairRefusal(pair: Pair, action: PairAction): string | undefined {
  const isDone = ['completed', 'completed-with-failures', 'under-watch'].includes(pair.status);
  const isOpen = pair.status === 'not-matched';
  const isUnderWay = pair.status === 'running' || pair.status === 'queued';
  switch (action) {
    case 'start':
      if (isOpen) return 'It has no target mailbox: match it first';
      if (isUnderWay) return 'It is under way already';
      return isDone ? 'It is done: a delta takes what is new' : undefined;
    case 'delta':
      if (isOpen) return 'It has no target mailbox: match it first';
      if (isUnderWay) return 'It is under way already';
      return pair.status === 'ready' ? 'A delta takes what came since a completed pass' : undefined;
    case 'retry-failed':
      if (isUnderWay) return 'It is under way already';
      return pair.failed === 0 ? 'Nothing of it failed' : undefined;
    case 'move-duplicates':
      if (isOpen) return 'It has no target mailbox: match it first';
      if (isUnderWay) return 'It is under way already';
      return pair.surplusReported === 0 ? 'Nothing of it may be there twice' : undefined;
    case 'unmatch':
      if (pair.status === 'running') return 'It is running: hold it first';
      return pair.status === 'not-matched' ? 'It has no target mailbox' : undefined;
    case 'hold':
      return pair.isHeld ? 'It is held already' : undefined;
    case 'release':
      return pair.isHeld ? undefined : 'It is not held';
    case 'reset':
    case 'remove':
      return pair.status === 'running' ? 'It is running: hold it first' : undefined;
    case 'set-priority':
      return undefined;
  }
}
