import type { ConnectorError } from '@mailhaul/connector-contract';
import type { LeaveOutReason } from './leave-out.ts';
import type { PlaceReason } from './plan-folders.ts';

/** What a pass tells while it runs, for people to watch; nothing is decided from it. */
export type PassProgress =
  | { readonly kind: 'phase'; readonly phase: PassPhase }
  /** What the pass set out to do; bytes where the source tells them. May be sharpened later. */
  | {
      readonly kind: 'planned';
      readonly itemCount: number;
      readonly bytes: number | undefined;
      readonly folderCount: number;
    }
  | { readonly kind: 'folder-started'; readonly path: string; readonly itemCount: number }
  | { readonly kind: 'folder-finished'; readonly path: string }
  /** Not copied for what it is, or whose. */
  | {
      readonly kind: 'folder-left-out';
      readonly path: string;
      readonly why: LeaveOutReason;
      readonly itemCount: number | undefined;
    }
  /** Its name at the target is another: as planned, or because the target does not take its own (`spelled`). */
  | {
      readonly kind: 'folder-placed';
      readonly path: string;
      readonly target: string;
      readonly why: PlaceReason | 'spelled';
      readonly isSecondOfUse: boolean;
    }
  /** It could not be opened or made; the pass went on without it, and the next tries it again. */
  | {
      readonly kind: 'folder-parked';
      readonly path: string;
      readonly itemCount: number | undefined;
      readonly error: ConnectorError;
    }
  /** Durable outcomes since the last message. */
  | {
      readonly kind: 'settled';
      readonly path: string;
      readonly counts: Partial<OutcomeCounts>;
      readonly bytes: number;
    }
  /** Items written without keywords that the target does not take. */
  | {
      readonly kind: 'keywords-left-out';
      readonly path: string;
      readonly itemCount: number;
      readonly keywords: readonly string[];
    }
  /** Copies that may be there twice went to a folder of their own. */
  | {
      readonly kind: 'surplus-moved';
      readonly path: string;
      readonly itemCount: number;
      readonly to: string;
    }
  /** They stay where they are, though they were to be moved. */
  | {
      readonly kind: 'surplus-kept';
      readonly path: string;
      readonly itemCount: number;
      readonly why: SurplusKeptReason;
    }
  /** More is to be copied than the target has room for, as far as both sides tell. */
  | { readonly kind: 'quota-short'; readonly neededBytes: number; readonly freeBytes: number }
  | {
      readonly kind: 'waiting';
      readonly reason: WaitReason;
      readonly untilWallMs: number | undefined;
    }
  | { readonly kind: 'resumed' }
  | { readonly kind: 'connection-lost'; readonly side: 'source' | 'target'; readonly code: string };

/**
 * The target moves no items; or refused it, or changed meanwhile; or nothing of the same date would stay, and what was moved
 * could be the only copy.
 */
export type SurplusKeptReason = 'cannot-be-moved' | 'refused' | 'may-be-the-only';

export type PassPhase = 'connecting' | 'recovering' | 'listing' | 'copying' | 'finishing';

/** Why nothing moves: one plain reason, shown with its time. */
export type WaitReason =
  | 'earlier-writer-may-still-write'
  | 'server-asked-to-wait'
  | 'reconnecting'
  | 'connection-limit'
  | 'slow-target'
  | 'slow-source';

export interface OutcomeCounts {
  readonly migrated: number;
  readonly excluded: number;
  readonly failed: number;
  readonly gone: number;
  readonly collapsed: number;
}

export type ProgressSink = (progress: PassProgress) => void;
