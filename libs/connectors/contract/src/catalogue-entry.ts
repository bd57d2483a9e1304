import type { ErrorDisposition, ErrorScope } from './connector-error.ts';

/** Who can end it: who runs Mailhaul, who runs the mail system, whose mailbox it is; `nobody`: it goes on by itself. */
export type FixedBy = 'operator' | 'administrator' | 'mailbox-owner' | 'nobody';

/** What an error code means, in plain words. */
export interface CatalogueEntry {
  /** One sentence: what happened. */
  readonly cause: string;
  readonly fixedBy: FixedBy;
  /** One or two sentences to act on; what the command line prints. */
  readonly whatToDo: string;
  /** As a rule; an error may say otherwise. */
  readonly scope: ErrorScope;
  readonly disposition: ErrorDisposition;
  /** What a real server, or Node, says when it happens. */
  readonly sample: string;
}
