import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Sealer } from '@mailhaul/application';
import {
  SqliteEventStore,
  StateDamaged,
  StateInUse,
  StateMissing,
  StateTooNew,
} from '@mailhaul/event-store-sqlite';
import type { Clock } from '@mailhaul/kernel';
import { KeyFileSealer } from '@mailhaul/secrets';
import type { Io } from '../io.ts';
import { UsageError } from '../usage-error.ts';
import { type StatePaths, makeStateFolder } from './state-folder.ts';

export interface OpenState {
  readonly store: SqliteEventStore;
  readonly sealer: Sealer;
}

/** Takes the state for this process alone. @throws UsageError says plainly why it cannot. */
export async function openState(
  paths: StatePaths,
  { clock, storeThread }: Pick<Io, 'clock' | 'storeThread'>,
): Promise<OpenState> {
  makeStateFolder(paths);
  const [opened, sealer] = await Promise.allSettled([
    SqliteEventStore.open({ path: paths.events, clock, thread: storeThread }),
    // A turn later: making a key waits for the disk, and the caller may have connections to begin.
    nextTurn().then(() => KeyFileSealer.open(paths.key)),
  ]);
  if (opened.status === 'rejected') return refuse(opened.reason);
  const store = opened.value;
  if (sealer.status === 'fulfilled') return { store, sealer: sealer.value };
  await store.close();
  throw sealer.reason;
}

/** Reads it while another process may be writing. @throws UsageError */
export async function openStateReadOnly(paths: StatePaths, clock: Clock): Promise<OpenState> {
  const store = await SqliteEventStore.openReadOnly({ path: paths.events, clock }).catch(refuse);
  try {
    return { store, sealer: KeyFileSealer.openReadOnly(paths.key) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function refuse(error: unknown): never {
  if (error instanceof StateInUse) {
    throw new UsageError(
      'another run is at work with this state folder',
      'wait for it or stop it; "mailhaul status" shows how far it is; --state gives this run a folder of its own',
      { cause: error },
    );
  }
  if (error instanceof StateTooNew) {
    throw new UsageError(
      'a newer version of Mailhaul wrote this state',
      'run that version, or a later one',
      {
        cause: error,
      },
    );
  }
  if (error instanceof StateMissing) {
    throw new UsageError('there is no state of Mailhaul in that folder', undefined, {
      cause: error,
    });
  }
  if (error instanceof StateDamaged)
    throw new UsageError(error.message, undefined, { cause: error });
  throw error;
}
