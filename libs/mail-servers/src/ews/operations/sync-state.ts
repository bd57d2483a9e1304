import { createHash } from 'node:crypto';
import { EwsProblem } from '../wire/answers.ts';

export interface SyncState {
  readonly kind: 'items' | 'folders';
  /** The folder that is followed. */
  readonly of: string;
  /** The last change that was told. */
  readonly at: number;
}

const markBytes = 8;

/** Opaque to those who get it; what was cut or altered is recognised. */
export function stateText({ kind, of, at }: SyncState): string {
  const body = Buffer.from(JSON.stringify([kind, of, at]));
  return Buffer.concat([markOf(body), body]).toString('base64');
}

/**
 * The state in a request; without one, the beginning. @throws EwsProblem ErrorInvalidSyncStateData for a state of something
 * else, one that is not whole, or one of a mailbox that was set back since.
 */
export function readState(
  text: string | undefined,
  wanted: { readonly kind: SyncState['kind']; readonly of: string; readonly changes: number },
): SyncState {
  const { kind, of, changes } = wanted;
  if (text === undefined || text === '') return { kind, of, at: 0 };
  const bytes = Buffer.from(text, 'base64');
  const body = bytes.subarray(markBytes);
  if (bytes.length > markBytes && markOf(body).equals(bytes.subarray(0, markBytes))) {
    const [itsKind, itsFolder, at] = JSON.parse(body.toString()) as [string, string, number];
    if (itsKind === kind && itsFolder === of && at <= changes) return { kind, of, at };
  }
  throw new EwsProblem(
    'ErrorInvalidSyncStateData',
    'Synchronization state data is corrupt or otherwise invalid.',
  );
}

function markOf(body: Uint8Array): Buffer {
  return createHash('sha256').update(body).digest().subarray(0, markBytes);
}
