import type { Connection } from '@mailhaul/contracts';
import { type ConnectionDraft, draftOf, secretsOf, settingsOf } from './connection-draft.ts';
import { withoutDirectory } from './directory-draft.ts';

/** What a test that passed was made with. */
export interface Tested {
  readonly draft: ConnectionDraft;
  readonly mailbox: string;
  readonly mailboxPassword: string;
}

/** Whether a test of the one says the same of the other: nothing differs that a test tries. */
export function isTestedAlike(one: ConnectionDraft, other: ConnectionDraft): boolean {
  return triedOf(one) === triedOf(other);
}

/** Whether the form holds what is saved: its test is then one of the saved connection. */
export function isAsSaved(draft: ConnectionDraft, saved: Connection): boolean {
  return isTestedAlike(draft, draftOf(saved));
}

/** Name, limits and the directory are no part of it; keys stand in the order in which they are made. */
function triedOf(draft: ConnectionDraft): string {
  const limitless = { mailboxesMax: '', megabytesPerSecond: '', operationsPerSecond: '' };
  const tried = withoutDirectory({ ...draft, name: '', workerTag: '', ...limitless });
  return JSON.stringify([settingsOf(tried), secretsOf(tried)]);
}
