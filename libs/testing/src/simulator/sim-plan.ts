import { type PassOptions, defaultPassOptions } from '@mailhaul/copy-engine';
import { Chance } from './chance.ts';
import { firstDate } from './first-date.ts';
import { type Disruption, drawDisruptions, drawRenames } from './disruptions.ts';
import { drawLaterOptions } from './later-options.ts';
import { type ServerProfile, drawServerProfile, withKinds, withStreams } from './server-profile.ts';

/** Everything about one run that is drawn before it begins. A spec may override any part of it. */
export interface SimPlan {
  readonly seed: number;
  readonly source: ServerProfile;
  readonly target: ServerProfile;
  readonly options: PassOptions;
  /** What the operator chooses otherwise: each pass takes the next of these, and then from the first again. */
  readonly laterOptions: readonly Partial<PassOptions>[];
  readonly workload: WorkloadPlan;
  readonly disruptions: readonly Disruption[];
  readonly callFaultRate: number;
  readonly storeFaultRate: number;
  readonly storeLatencyMsMax: number;
  /** Mean time between two acts of a user, while faults last; 0: nobody is there. */
  readonly userActEveryMs: number;
  readonly userActsMax: number;
  readonly userActWeights: Readonly<Record<UserAct, number>>;
  /** When faults and users stop at the latest. */
  readonly faultsEndMs: number;
  /** How far a host's wall clock may be off. */
  readonly hostSkewMsMax: number;
}

export type UserAct =
  'deliver' | 'deliver-near-twin' | 'copy' | 'move-out-and-back' | 'move-away' | 'delete' | 'flag';

export interface WorkloadPlan {
  readonly itemCount: number;
  readonly folders: readonly string[];
  /** How many of a hundred items are exact twins of another; as many again are near twins. */
  readonly twinPercent: number;
  readonly nearTwinPercent: number;
  readonly poisonPercent: number;
  readonly noMessageIdPercent: number;
  /** Each so many-th message has an odd header; 0: none. */
  readonly oddEvery: number;
  /** The target already holds this share of the mail, as after a lost state folder. */
  readonly prefilledPercent: number;
  readonly alienCount: number;
  /** How many of a hundred items in folders of mail are none. */
  readonly otherKindPercent: number;
  /** This one of the folders holds appointments. */
  readonly calendar: string | undefined;
}

export const sourceFolders = ['INBOX', 'Sent', 'Archive/2019', 'Projekte & Zölle', 'Lists/dev'];

const minuteMs = 60_000;

export function drawPlan(seed: number): SimPlan {
  const chance = new Chance(seed);
  const folders = ['INBOX', ...sourceFolders.slice(1, chance.int(3, sourceFolders.length))];
  const itemCount = chance.int(200, 260);
  const drawn = { source: drawServerProfile(chance), target: drawServerProfile(chance) };
  const { hasKinds, ...known } = withKinds(new Chance(seed ^ 0x510e527f), drawn);
  const { source, target } = withStreams(new Chance(seed ^ 0x5be0cd19), known);
  const odd = new Chance(seed ^ 0x1b05688c);
  const isOdd = !target.rewritesBytes && odd.happens(0.15);
  return {
    seed,
    source,
    target: isOdd ? { ...target, rewritesOdd: odd.pick(['mended', 'longer'] as const) } : target,
    options: drawOptions(chance, folders),
    laterOptions: drawLaterOptions(new Chance(seed ^ 0x3c6ef372), folders),
    workload: {
      itemCount,
      folders,
      twinPercent: chance.pick([10, 15, 30, 60]),
      nearTwinPercent: chance.pick([5, 10, 20]),
      noMessageIdPercent: 5,
      oddEvery: isOdd ? odd.int(2, 9) : 0,
      poisonPercent: chance.pick([0, 1, 1, 3]),
      prefilledPercent: chance.happens(0.25) ? chance.pick([10, 50, 100]) : 0,
      alienCount: chance.pick([0, 0, 5, 20]),
      otherKindPercent: hasKinds ? 8 : 0,
      calendar: hasKinds ? folders.at(-1) : undefined,
    },
    disruptions: [...drawDisruptions(chance), ...drawRenames(new Chance(seed ^ 0x1f83d9ab))],
    callFaultRate: chance.pick([0, 0.001, 0.004, 0.015]),
    storeFaultRate: chance.pick([0, 0, 0.004, 0.02]),
    storeLatencyMsMax: chance.pick([0.5, 2, 50, 1_000]),
    userActEveryMs: chance.pick([0, 500, 5_000, 60_000]),
    userActsMax: chance.pick([10, 40]),
    userActWeights: {
      deliver: 3,
      'deliver-near-twin': 2,
      copy: 3,
      'move-out-and-back': 3,
      'move-away': 1,
      delete: 3,
      flag: 1,
    },
    faultsEndMs: chance.span(2 * minuteMs, 180 * minuteMs),
    hostSkewMsMax: chance.pick([0, 0, 1_000]),
  };
}

function drawOptions(chance: Chance, folders: readonly string[]): PassOptions {
  const folderMap = new Map<string, string>();
  if (chance.happens(0.4)) folderMap.set(folders[1] as string, folders[2] as string);
  if (chance.happens(0.2)) folderMap.set('INBOX', 'Imported');
  const filter = chance.weighted({ none: 6, size: 1, date: 1, folder: 1 });
  const order = chance.happens(0.2) ? 'newest-first' : 'oldest-first';
  const connectionPairs = chance.int(2, 4);
  return {
    ...defaultPassOptions,
    order,
    connectionPairs,
    pairsAtStart: connectionPairs,
    folderMap,
    filters:
      filter === 'size'
        ? { itemBytesMax: 400 }
        : filter === 'date'
          ? { receivedBefore: firstDate + 60 * 86_400 }
          : filter === 'folder'
            ? { excludeFolders: [folders.at(-1) as string] }
            : {},
    writeDeadlineMs: chance.pick([20_000, 60_000, 120_000]),
  };
}
