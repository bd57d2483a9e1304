import type { EwsServerOptions } from '@mailhaul/mail-servers';

export const directionNames = [
  'IMAP to Exchange',
  'Exchange to Exchange, by items',
  'Exchange to Exchange, by streams',
  'Exchange to IMAP',
] as const;
export type DirectionName = (typeof directionNames)[number];

/** What the servers of Exchange can do less than they should. */
export const serverMoods = ['usual', 'numbers nothing', 'forgets markers'] as const;
export type ServerMood = (typeof serverMoods)[number];

type Behaviour = Partial<Omit<EwsServerOptions, 'mailboxes'>>;

export interface Direction {
  readonly source: 'imap' | Behaviour;
  readonly target: 'imap' | Behaviour;
}

const transfers = ['ExportItems', 'UploadItems'];
/** Exceptions of series go by elements also where streams are the rule, if the server will not export one. */
const stubborn = 3;

const directions: Readonly<Record<DirectionName, Direction>> = {
  'IMAP to Exchange': { source: 'imap', target: {} },
  'Exchange to Exchange, by items': { source: {}, target: { withoutOperations: transfers } },
  'Exchange to Exchange, by streams': {
    source: { isUnexportable: (number) => number % stubborn === 0 },
    target: { renewsSearchKeys: true },
  },
  'Exchange to IMAP': { source: {}, target: 'imap' },
};

const moods: Readonly<Record<ServerMood, Behaviour>> = {
  usual: {},
  'numbers nothing': { numbersItems: false },
  'forgets markers': { keepsNamedProperties: false },
};

export function directionOf(name: DirectionName, mood: ServerMood): Direction {
  const { source, target } = directions[name];
  const inMood = (side: 'imap' | Behaviour) =>
    side === 'imap' ? side : { ...side, ...moods[mood] };
  return { source: inMood(source), target: inMood(target) };
}

/** Nothing of Exchange alone goes to a system of mail. */
export function carriesMailOnly(name: DirectionName): boolean {
  return name === 'IMAP to Exchange' || name === 'Exchange to IMAP';
}
