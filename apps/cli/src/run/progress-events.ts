import type { PassProgress } from '@mailhaul/copy-engine';
import type { RunEvent } from '../render/run-events.schema.ts';
import { cleanText } from '../text/clean-text.ts';
import { problemOf } from './problem.ts';

/** Keywords named in one event. */
const keywordsShownMax = 20;

/** What the engine tells, as an event of the run; names from servers are cleaned here, once for every screen. */
export function progressEvent(mailbox: number, progress: PassProgress): RunEvent {
  switch (progress.kind) {
    case 'phase':
      return { event: 'phase', mailbox, phase: progress.phase };
    case 'planned': {
      const { itemCount, bytes, folderCount } = progress;
      return {
        event: 'planned',
        mailbox,
        items: itemCount,
        bytes: bytes ?? null,
        folders: folderCount,
      };
    }
    case 'folder-started':
      return {
        event: 'folder-started',
        mailbox,
        folder: cleanText(progress.path),
        items: progress.itemCount,
      };
    case 'folder-finished':
      return { event: 'folder-finished', mailbox, folder: cleanText(progress.path) };
    case 'folder-left-out': {
      const { path, why, itemCount } = progress;
      const folder = cleanText(path);
      return { event: 'folder-left-out', mailbox, folder, why, items: itemCount ?? null };
    }
    case 'folder-placed': {
      const { path, target, why, isSecondOfUse } = progress;
      const names = { folder: cleanText(path), target: cleanText(target) };
      return { event: 'folder-placed', mailbox, ...names, why, isSecondOfUse };
    }
    case 'folder-parked': {
      const { path, itemCount, error } = progress;
      const items = itemCount ?? null;
      const folder = cleanText(path);
      return { event: 'folder-parked', mailbox, folder, items, error: problemOf(error) };
    }
    case 'settled': {
      const { path, counts, bytes } = progress;
      const zero = { migrated: 0, excluded: 0, failed: 0, gone: 0, collapsed: 0 };
      return {
        event: 'settled',
        mailbox,
        folder: cleanText(path),
        counts: { ...zero, ...counts },
        bytes,
      };
    }
    case 'keywords-left-out': {
      const { path, itemCount, keywords } = progress;
      const folder = cleanText(path);
      const names = keywords.slice(0, keywordsShownMax).map(cleanText);
      return { event: 'keywords-left-out', mailbox, folder, items: itemCount, keywords: names };
    }
    case 'quota-short': {
      const { neededBytes, freeBytes } = progress;
      return { event: 'quota-short', mailbox, neededBytes, freeBytes };
    }
    case 'surplus-moved': {
      const { path, itemCount, to } = progress;
      const names = { folder: cleanText(path), to: cleanText(to) };
      return { event: 'duplicates-moved', mailbox, ...names, items: itemCount };
    }
    case 'surplus-kept': {
      const { path, itemCount, why } = progress;
      return {
        event: 'duplicates-kept',
        mailbox,
        folder: cleanText(path),
        items: itemCount,
        why,
      };
    }
    case 'waiting':
      return {
        event: 'waiting',
        mailbox,
        reason: progress.reason,
        until: instantOf(progress.untilWallMs),
      };
    case 'resumed':
      return { event: 'resumed', mailbox };
    case 'connection-lost':
      return { event: 'connection-lost', mailbox, side: progress.side, code: progress.code };
  }
}

/** ISO 8601, or null for none. */
export function instantOf(wallMs: number | undefined): string | null {
  return wallMs === undefined || !Number.isFinite(wallMs) ? null : new Date(wallMs).toISOString();
}
