import { defaultPassOptions, filtersAt, type PassOptions } from '@mailhaul/copy-engine';
import type { JobDetails, JobOptions, PairMailboxes, PassKind } from '@mailhaul/domain';

/** Of the pair. */
interface PassWanted {
  readonly pass: PassKind;
  readonly scheduledAtMs: number;
  readonly setsAside: boolean;
  /** Of its reset: what is at the target is not to be matched, whatever the job says. */
  readonly withoutMatching?: boolean;
  readonly mailboxes?: Pick<PairMailboxes, 'folderRoot'> | undefined;
}

/** What a job says about its passes, as the engine takes it; ages are counted back from when the pass was scheduled. */
export function passOptionsOf(
  { options, details }: { readonly options: JobOptions; readonly details: JobDetails },
  { pass, scheduledAtMs, setsAside, mailboxes, withoutMatching = false }: PassWanted,
): PassOptions {
  const { order, onFilledTarget, connectionsPerMailbox: connectionPairs } = options;
  return {
    ...defaultPassOptions,
    ...{ order, connectionPairs },
    onFilledTarget: withoutMatching ? 'copy' : onFilledTarget,
    // What comes after its start is a delta's, also where the start goes on after a pause.
    keepsToEnumerated: pass === 'start',
    onlyLooks: pass === 'watch',
    setsSurplusAside: setsAside,
    filters: filtersAt({ ...options, ...details }, scheduledAtMs / 1000),
    folderMap: new Map(Object.entries(details.folderMap ?? {})),
    folderRoot: mailboxes?.folderRoot,
  };
}
