import type { PairSideName } from '@mailhaul/contracts';
import type { ConnectionKind, MissingReason, TargetRefresh } from '@mailhaul/domain';

/** Why a mailbox was not refreshed and what to do; undefined where nothing is to be done. */
export function wordsOf(
  side: PairSideName,
  refresh: TargetRefresh | { readonly result: 'taken'; readonly address: string },
  /** The conditions of its job brought it. */
  isByConditions: boolean,
): string | undefined {
  switch (refresh.result) {
    case 'refreshed':
    case 'not-changed':
      return undefined;
    case 'missing':
      return side === 'source'
        ? `${sourceMissing[refresh.because]} ${whatToDo(refresh.because, isByConditions)}`
        : `${targetMissing[refresh.because]} Match the source mailbox with another one that is there.`;
    case 'not-created':
      return 'Mailhaul has not made it yet. If the target’s domain has changed, change the settings for new mailboxes.';
    case 'typed':
      return refresh.found === undefined
        ? 'The address was entered by hand, and the target’s directory has no such mailbox: match it with one that is there.'
        : `The address was entered by hand. The target’s directory has the mailbox ${refresh.found}: match it with that one.`;
    case 'taken':
      return `It is called ${refresh.address} now, but another pair still has that address: refresh that one too.`;
  }
}

const sourceMissing: Readonly<Record<MissingReason, string>> = {
  gone: 'The source’s directory has no such mailbox: it was deleted, or is hidden from the account that reads.',
  replaced: 'Another mailbox of the source has this address now: the one meant is gone.',
  ambiguous: 'Several mailboxes of the source have this address.',
};

/** Whom conditions brought they let go as well, once they are read anew. */
function whatToDo(because: MissingReason, isByConditions: boolean): string {
  if (because === 'ambiguous') return 'Edit the pair and choose one.';
  return isByConditions
    ? 'It leaves the job at the next start, or when the conditions are changed; what was copied stays.'
    : 'Take it out of the job if it is gone.';
}

const targetMissing: Readonly<Record<MissingReason, string>> = {
  gone: 'The target’s directory has no such mailbox.',
  replaced: 'Another mailbox of the target has this address now: the one meant is gone.',
  ambiguous: 'Several mailboxes of the target have this address.',
};

/** Mailboxes that a list of the operator knows: why nobody is asked about them, and the way out. */
export function listedWords(count: number, of: number): string {
  const all = count === of ? '' : ' Or choose only mailboxes that were taken from a directory.';
  const who =
    of === 1
      ? 'The mailbox comes from a CSV file'
      : `${count} of the ${of} mailboxes come from a CSV file`;
  return `${who}: your list knows them by your own ids, no directory does. Import the CSV again with the same ids and the new addresses: no mailbox and no item is there twice. Then reconfigure the connections, and run a delta. Where only the target’s addresses have changed, refresh the target alone.${all}`;
}

const again =
  'import the CSV again with the same ids and the new addresses (no mailbox and no item is there twice then), or give the connection a directory (LDAP)';

/** There is nobody to be asked what mailboxes are called now: why, and the way out. */
export function unavailableWords(
  side: PairSideName,
  { name, kind }: { readonly name: string; readonly kind: ConnectionKind },
): string {
  const why =
    kind === 'imap'
      ? `“${name}” is an IMAP server without a directory: it tells nobody who has a mailbox.`
      : `“${name}” has no directory that could be asked, as where Mailhaul runs outside its domain and the mailboxes come from a CSV file.`;
  return side === 'source'
    ? `${why} Where the source’s addresses have changed, ${again}. Where only the target’s have, refresh the target alone; or reconfigure its connection and match the mailboxes again: nothing is copied twice.`
    : `${why} Reconfigure the connection if its server has changed, and match the mailboxes again: nothing is copied twice. Or ${again}.`;
}
