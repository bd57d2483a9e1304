'use client';

import { type ReactNode, createContext, useCallback, useContext } from 'react';
import { makingReasons } from '@mailhaul/contracts';
import { sayCode } from './format.ts';

/** What a code means, in plain words. */
export interface Explanation {
  readonly cause: string;
  readonly fixedBy: string;
  readonly whatToDo: string;
}

export type Catalogue = Readonly<Record<string, Explanation>>;

/** Reasons that are Mailhaul's own, beside the codes of servers' errors. */
const ownReasons: Catalogue = {
  ...makingReasons,
  held: {
    cause: 'Held by a person.',
    fixedBy: 'operator',
    whatToDo: 'Release it when it may go on.',
  },
  'job-paused': {
    cause: 'Paused with its job.',
    fixedBy: 'operator',
    whatToDo: 'Resume the job.',
  },
  stopped: {
    cause: 'Stopped by a person.',
    fixedBy: 'operator',
    whatToDo: 'Start it again when it may go on.',
  },
  'outside-schedule': {
    cause: 'Outside the schedule of its job.',
    fixedBy: 'nobody',
    whatToDo: 'Nothing: it goes on by itself when the schedule opens.',
  },
  'worker-died': {
    cause: 'The worker died of this mailbox three times.',
    fixedBy: 'operator',
    whatToDo: 'Start it again. If it happens once more, send the log to support.',
  },
  investigate: {
    cause: 'Whether the item is on the target is not certain.',
    fixedBy: 'operator',
    whatToDo: 'Compare source and target; copy the item by hand if it is missing.',
  },
};

const CatalogueContext = createContext<Catalogue>({});

export function CatalogueProvider({
  entries,
  children,
}: {
  entries: Catalogue;
  children: ReactNode;
}) {
  return <CatalogueContext value={entries}>{children}</CatalogueContext>;
}

/** Explains a code; one that no table knows explains itself as well as it can. */
export function useExplain(): (code: string) => Explanation {
  const entries = useContext(CatalogueContext);
  return useCallback(
    (code) =>
      ownReasons[code] ??
      entries[code] ?? { cause: `${sayCode(code)}.`, fixedBy: 'operator', whatToDo: '' },
    [entries],
  );
}

const whoWords: Readonly<Record<string, string>> = {
  you: 'you',
  operator: 'whoever runs Mailhaul',
  administrator: 'the administrator of the mail system',
  'mailbox-owner': 'the owner of the mailbox',
  nobody: 'nobody: it goes on by itself',
};

export const sayWho = (fixedBy: string): string => whoWords[fixedBy] ?? fixedBy;
