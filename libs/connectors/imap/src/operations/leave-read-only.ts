import type { SessionCore } from '../session-core.ts';
import type { WriteTurn } from '../wire/imap-wire.ts';

/** No folder: asking for it leaves none open (RFC 9051 §6.3.2). */
const noFolder = 'mailhaul-has-no-such-folder';

/**
 * Courier refuses APPEND to the folder that the connection has open read-only ("Current box is selected READ-ONLY"): it is
 * left first. Never by CLOSE: though nothing may be expunged of what is open read-only (RFC 9051 §6.4.1), go-imap's server does.
 */
export function leaveReadOnly(core: SessionCore, turn: WriteTurn, folderId: string): void {
  const { opened, features } = core;
  if (opened?.folderId !== folderId || !opened.isReadOnly) return;
  const leaves = features.names.includes('UNSELECT');
  const pending = turn.begin({ name: leaves ? 'UNSELECT' : 'EXAMINE', role: 'selects' });
  turn.write(`${pending.tag} ${leaves ? 'UNSELECT' : `EXAMINE ${noFolder}`}\r\n`);
  // A refusal is what is asked for. A lost line is told to the write.
  pending.answer.catch(() => undefined);
  core.opened = undefined;
}
