import type { Pair, PairAction } from '@mailhaul/contracts';
import { pairRefusal } from './pair-actions.ts';

/** Codes of the catalogue that a user name, a password or an address of the mailbox can mend. */
const signInCodes: ReadonlySet<string> = new Set([
  'sign-in-rejected',
  'app-password-needed',
  'token-rejected',
  'token-unavailable',
  'mailbox-unavailable',
  // A password is missing, where each mailbox has its own.
  'connection-settings-refused',
  'same-mailbox',
]);

/** Whether it stands still for something that the form of the mailbox can mend. */
export function isMendedByEdit({ status, reason }: Pair): boolean {
  return status === 'needs-you' && reason !== undefined && signInCodes.has(reason);
}

/** What takes up again a mailbox that something stopped; undefined: nothing did, or it may not be. */
export function tryAgainAction(
  pair: Pair,
): Extract<PairAction, 'start' | 'retry-failed'> | undefined {
  const wished =
    pair.status === 'needs-you' || pair.status === 'waiting'
      ? 'start'
      : pair.status === 'completed-with-failures'
        ? 'retry-failed'
        : undefined;
  return wished !== undefined && pairRefusal(pair, wished) === undefined ? wished : undefined;
}
