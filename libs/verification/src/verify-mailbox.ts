import type { MailSession } from '@mailhaul/connector-contract';

export interface VerifyMailbox {
  readonly source: MailSession;
  readonly target: MailSession;
  readonly folders: readonly FolderToVerify[];
  /** Also reads every body on both sides and compares hashes. */
  readonly isDeep: boolean;
  readonly onFolder?: (path: readonly string[], doneCount: number, folderCount: number) => void;
}

export interface FolderToVerify {
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  /** Items of the source with this id or a larger one belong to a later pass and are left out. */
  readonly belowId?: number;
  /** Source items that are known not to be at the target, with the reason to show. */
  readonly knownAbsent?: ReadonlyMap<number, 'excluded' | 'failed' | 'gone' | 'collapsed'>;
}

/**
 * Perfect: both sides agree in every item. Good: every item is there; only flags changed, or the target holds mail of its own.
 * Investigate: an item differs or may be there twice. Poor: an item is missing.
 */
export type Grade = 'Perfect' | 'Good' | 'Investigate' | 'Poor';

export type FindingKind =
  | 'missing'
  | 'extra'
  | 'extra-twin'
  | 'bytes-differ'
  | 'date-differs'
  | 'flags-differ'
  | 'folder-missing'
  | 'known-absent'
  | 'unreadable';

export interface Finding {
  readonly kind: FindingKind;
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  readonly sourceId: number | undefined;
  readonly targetId: number | undefined;
  readonly size: number;
  readonly epochSeconds: number;
  /** One plain sentence without personal data. */
  readonly detail: string;
}

export interface VerificationReport {
  readonly grade: Grade;
  readonly itemCount: { readonly source: number; readonly target: number };
  readonly bytes: { readonly source: number; readonly target: number };
  readonly findings: readonly Finding[];
  /** Findings beyond the bound that were counted but not kept. */
  readonly findingsDropped: number;
  readonly folders: readonly FolderVerification[];
}

export interface FolderVerification {
  readonly sourcePath: readonly string[];
  readonly targetPath: readonly string[];
  readonly sourceCount: number;
  readonly targetCount: number;
  readonly grade: Grade;
}

export declare function verifyMailbox(request: VerifyMailbox): Promise<VerificationReport>;
