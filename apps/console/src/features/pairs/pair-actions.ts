import type { Pair, PairAction } from '@mailhaul/contracts';
import {
  CircleSlash,
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
  UserPlus,
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
  { action: 'make-target', label: 'Create target mailbox now', icon: UserPlus },
  { action: 'take-again', label: 'Take back what is planned', icon: Undo2 },
  {
    action: 'unmatch',
    label: 'Unmatch',
    icon: Unlink,
    warns: (what) =>
      `Take the target mailbox from ${what}: nothing is copied until there is one again. Mail already there stays, and is known again under the same target.`,
  },
  {
    action: 'leave-out',
    label: 'Don’t migrate',
    icon: CircleSlash,
    warns: (what) =>
      `Don’t migrate ${what}: nothing more is copied, and a target mailbox that it has is taken from it. It stays in the list and can be taken again; mail already on the target stays.`,
  },
  { action: 'hold', label: 'Hold', icon: Pause },
  { action: 'release', label: 'Release', icon: Undo2 },
  {
    action: 'reset',
    label: 'Reset',
    icon: RotateCcw,
    warns: (what) => `Reset ${what}: the history starts anew. Mail already on the target stays.`,
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
  { value: 1, label: '1 · first (default)' },
  { value: 2, label: '2' },
  { value: 3, label: '3' },
  { value: 4, label: '4' },
  { value: 5, label: '5 · last' },
];

/** How one comes before others, where all begin as the first. */
export const priorityHint = 'All begin with 1. Those that may wait get a higher number.';

/** Why other mailboxes cannot be named now; users, passwords and priority always can. */
export function addressRefusalOf(pair: Pair): string | undefined {
  return pair.status === 'running' ? 'It is running: hold it first' : undefined;
}

/** Why that makes no sense for this mailbox now; the gateway decides, this says it before. */
export function pairRefusal(pair: Pair, action: PairAction): string | undefined {
  const isDone = ['completed', 'completed-with-failures', 'under-watch'].includes(pair.status);
  const isOpen = pair.target === '';
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
      return isOpen ? 'It has no target mailbox' : undefined;
    case 'make-target':
      if (!isOpen) return 'It has a target mailbox';
      if (pair.reason === 'being-created') return 'It is being made';
      return pair.planned === undefined ? 'Nothing is planned: match mailboxes first' : undefined;
    case 'leave-out':
      if (pair.status === 'running') return 'It is running: hold it first';
      return pair.status === 'not-migrated' ? 'It is not migrated already' : undefined;
    case 'take-again':
      if (pair.reason === 'being-created') return 'Its target is being made';
      return pair.plan === undefined ? 'Nothing is planned for it' : undefined;
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
