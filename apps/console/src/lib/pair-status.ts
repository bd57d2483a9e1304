import { type Pair, type PairStatus, pairStatusLabels } from '@mailhaul/contracts';
import {
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CircleSlash,
  Circle,
  Clock3,
  CloudAlert,
  Eye,
  Hand,
  Hourglass,
  type LucideIcon,
  Pause,
} from 'lucide-react';
import type { Explanation } from './catalogue.tsx';
import { endOfPair } from './estimate.ts';
import { counted, formatClock, formatOrdinal, formatRate } from './format.ts';

export type StatusColour = 'grey' | 'slate' | 'amber' | 'blue' | 'red' | 'green' | 'orange';

/** How a state looks. */
export interface Look {
  readonly label: string;
  /** Name of a colour of the theme's own, in light and dark. */
  readonly colour: StatusColour;
  readonly icon: LucideIcon;
}

export interface StatusLook extends Look {
  /** Where room is short: in filters. */
  readonly short?: string;
  /** What it means, and whether there is anything to do. */
  readonly meaning: string;
}

const meanings: Readonly<Record<PairStatus, string>> = {
  'needs-you': 'It cannot go on without a person. Its row says what to do.',
  running: 'Being copied now.',
  waiting: 'It goes on by itself at the time that its row names. Nothing to do.',
  queued: 'Its turn comes as soon as a worker and both mail systems have room for it.',
  paused: 'A person stopped it, or its job. What was copied stays; it goes on from there.',
  ready: 'Never started.',
  'not-matched': 'It has no target mailbox yet.',
  'not-migrated': 'A person said that it is not to be migrated. Nothing is copied.',
  'completed-with-failures':
    'All is through, but some items were refused. Failed items has them with cause and remedy.',
  'under-watch':
    'Everything is there. A batch was cut off so late that the mail server might still store it a second time; until the time named Mailhaul looks for that by itself. Nothing to do.',
  completed: 'Every item was migrated, or left out by a filter.',
};

const look = (status: PairStatus, colour: StatusColour, icon: LucideIcon): StatusLook => ({
  label: pairStatusLabels[status],
  meaning: meanings[status],
  colour,
  icon,
});

/** How each status looks, everywhere. Red only where a person must act. */
export const pairStatusLooks: Readonly<Record<PairStatus, StatusLook>> = {
  'needs-you': look('needs-you', 'red', Hand),
  running: look('running', 'blue', CircleDotDashed),
  waiting: look('waiting', 'amber', Hourglass),
  queued: look('queued', 'slate', Clock3),
  paused: look('paused', 'grey', Pause),
  ready: look('ready', 'grey', Circle),
  'not-matched': look('not-matched', 'grey', CircleDashed),
  'not-migrated': look('not-migrated', 'grey', CircleSlash),
  'completed-with-failures': {
    ...look('completed-with-failures', 'orange', CloudAlert),
    short: 'With failures',
  },
  'under-watch': look('under-watch', 'green', Eye),
  completed: look('completed', 'green', CircleCheck),
};

/** In the order in which they matter to an operator. */
export const statusesByWeight = Object.keys(pairStatusLooks) as readonly PairStatus[];

interface Telling {
  readonly now: number;
  readonly explain: (code: string) => Explanation;
}

/** One sentence of what goes on with a mailbox; empty where its status says it all. */
export function statusSentence(pair: Pair, { now, explain }: Telling): string {
  const why = pair.reason === undefined ? '' : bare(explain(pair.reason).cause);
  switch (pair.status) {
    case 'not-matched':
      return why === '' ? 'Match a target mailbox' : why;
    case 'not-migrated':
    case 'ready':
      return '';
    case 'queued':
      return pair.placeInLine === undefined
        ? 'Waits for its turn, behind a hundred others'
        : `${formatOrdinal(pair.placeInLine)} in line`;
    case 'waiting':
      if (pair.reason === 'outside-schedule') return outsideSentence(pair, now);
      return [why, pair.until === undefined ? '' : `next try ${formatClock(pair.until, now)}`]
        .filter((part) => part !== '')
        .join(', ');
    case 'running':
      return runningSentence(pair, now);
    case 'paused':
    case 'needs-you':
      return why;
    case 'completed':
      if (pair.unverified !== undefined) {
        return `Not verified: ${bare(explain(pair.unverified.code).cause)}`;
      }
      return pair.grade === undefined ? '' : `Verified: ${gradeWord(pair.grade)}`;
    case 'completed-with-failures':
      return pair.failed > 0
        ? `${counted(pair.failed, 'item')} failed`
        : `${counted(pair.investigate + pair.parkedFolders, 'finding')} to look at`;
    case 'under-watch':
      return pair.until === undefined
        ? 'Nothing to do'
        : `until ${formatClock(pair.until, now)}, nothing to do`;
  }
}

function outsideSentence({ until }: Pair, now: number): string {
  if (until === undefined) return 'Outside the schedule, which never opens';
  return `Outside the schedule until ${formatClock(until, now)}`;
}

export const gradeWord = (grade: string): string => grade.charAt(0).toUpperCase() + grade.slice(1);

function runningSentence(pair: Pair, now: number): string {
  const { bytesPerSecond, total, pending } = pair;
  if (total === 0) return 'Looks at what there is to copy';
  if (pending === 0) return 'All is through, about to end';
  if (bytesPerSecond === undefined) return 'Copying';
  const end = endOfPair(pair, now);
  const rate = formatRate(bytesPerSecond);
  return end === undefined ? rate : `${rate}, done ${formatEnd(end, now)}`;
}

/** `by 14:05`, or `14:05–14:40` where that says more. */
export function formatEnd({ from, to }: { from: number; to: number }, now: number): string {
  const [first, last] = [formatClock(from, now), formatClock(to, now)];
  return first === last ? `about ${last}` : `${first}–${last}`;
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
