import { unreachable } from '@mailhaul/kernel';
import { mapFolder, regenerateTarget, rekey } from './fold-folders.ts';
import { forgetIfDone, intend, match, recover, settle } from './fold-items.ts';
import { batchAt, folderAt, type Ledger, type LedgerFolder, targetAt } from './ledger.ts';
import type { LedgerEvent } from './ledger-events.ts';
import { unpackIds } from './packing.ts';

/** Folds one event into the ledger, in place: half a million items leave no room for copies. Returns the same object. */
export function evolveLedger(ledger: Ledger, event: LedgerEvent): Ledger {
  switch (event.type) {
    case 'PassOpened':
      ledger.epoch = event.data.e;
      ledger.passCount += 1;
      ledger.isPassOpen = true;
      ledger.hosts.set(event.data.e, event.data.host);
      nameMailboxes(ledger, event.sealed);
      return ledger;
    case 'MailboxesProven':
      ledger.unproven.clear();
      return ledger;
    case 'TargetProfiled':
      ledger.profile = {
        bytes: event.data.bytes,
        date: event.data.date,
        merges: event.data.merges,
        ...(event.data.altersSome === true ? { altersSome: true } : {}),
        ...(event.data.markers === undefined ? {} : { markers: event.data.markers }),
      };
      return ledger;
    case 'FolderMapped':
      mapFolder(ledger, event);
      return ledger;
    case 'FolderEnumerated': {
      const folder = folderAt(ledger, event.data.f);
      takeUpParked(ledger, folder, event.data.count);
      folder.generation = event.data.g;
      folder.below = event.data.below;
      folder.count = event.data.count;
      folder.bytes = event.data.bytes;
      folder.forms = event.data.forms ?? folder.forms;
      folder.isVerified = false;
      return ledger;
    }
    case 'SourceRegenerated': {
      const folder = folderAt(ledger, event.data.f);
      folder.generation = event.data.g;
      folder.below = 0;
      folder.isVerified = false;
      folder.items.forgetSourceIds();
      return ledger;
    }
    case 'ItemsRekeyed':
      rekey(folderAt(ledger, event.data.f), event.data);
      return ledger;
    case 'TargetRegenerated':
      regenerateTarget(ledger, event.data);
      return ledger;
    case 'ItemsIntended':
      intend(ledger, event.data);
      return ledger;
    case 'ItemsSettled':
      settle(ledger, event.data);
      for (const [id, text] of Object.entries(event.sealed?.words ?? {})) {
        const folder = folderAt(ledger, event.data.f);
        const row = folder.items.rowOf(Number(id));
        if (row !== undefined) folder.words.set(row, text);
      }
      return ledger;
    case 'ItemsRecovered':
      recover(ledger, event.data);
      return ledger;
    case 'ItemsMatched':
      match(ledger, event.data);
      return ledger;
    case 'SurplusFound': {
      const target = targetAt(ledger, event.data.t);
      const ids = unpackIds(event.data.ids);
      for (const id of ids) {
        target.surplus.add(id);
        target.reported.add(id);
      }
      ledger.surplusReported += ids.length;
      return ledger;
    }
    case 'SurplusRemoved': {
      const target = targetAt(ledger, event.data.t);
      const ids = unpackIds(event.data.ids);
      for (const id of ids) target.reported.delete(id);
      ledger.surplusReported -= ids.length;
      ledger.surplusRemoved += ids.length;
      return ledger;
    }
    case 'WatchEnded': {
      const batch = batchAt(ledger, event.data.b);
      batch.watchUntil = 0;
      forgetIfDone(ledger, batch);
      return ledger;
    }
    case 'FolderVerified': {
      const folder = folderAt(ledger, event.data.f);
      folder.isVerified = true;
      folder.wasVerified = true;
      return ledger;
    }
    case 'FoldersLeftOut':
      ledger.leftOut = event.data.count;
      ledger.leftOutFor = event.data.for ?? {};
      return ledger;
    case 'FoldersParked':
      ledger.parked = { folders: event.data.folders, items: event.data.items };
      ledger.unparked.clear();
      return ledger;
    case 'PassLetGo':
      ledger.letGo.set(event.data.e, event.data.at);
      return ledger;
    case 'PassProgressed':
    case 'MemoryKept':
      return ledger;
    case 'PassClosed':
      ledger.isPassOpen = false;
      ledger.unparked.clear();
      return ledger;
    default:
      return unreachable(event);
  }
}

/** Undefined: the key of the names is destroyed. */
function nameMailboxes(ledger: Ledger, names: Ledger['identity']): void {
  if (names === undefined) return;
  const was = ledger.identity ?? names;
  if (was.source !== names.source) ledger.unproven.add('source');
  if (was.target !== names.target) ledger.unproven.add('target');
  ledger.sourceAtFirst ??= names.source;
  ledger.identity = names;
}

/** A folder that the last pass left unfinished, or did not know, is gone on with: its items that have no row wait again. */
function takeUpParked(ledger: Ledger, folder: LedgerFolder, count: number): void {
  if (ledger.parked.items === 0 || folder.isVerified) return;
  let rowCount = 0;
  for (const [standing, rows] of Object.entries(folder.items.counts)) {
    if (standing !== 'gone' && standing !== 'forgotten') rowCount += rows;
  }
  const before = ledger.unparked.get(folder.f) ?? 0;
  ledger.unparked.set(folder.f, Math.max(before, count - rowCount));
}
