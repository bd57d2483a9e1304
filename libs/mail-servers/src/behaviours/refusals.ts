import type { Answer, ImapBehaviour } from '../server/behaviour.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import type { IncomingMessage } from '../store/stored-message.ts';

/** APPEND of a message for which `isRefused` holds is answered with a NO, such as `{ code: 'OVERQUOTA' }`; nothing of it is stored. */
export function refuseMessages(
  isRefused: (message: IncomingMessage, folder: StoredFolder) => boolean,
  why: { readonly code?: string; readonly text?: string; readonly status?: 'NO' | 'BAD' } = {},
): ImapBehaviour {
  const answer = refusal(why);
  return {
    onIncoming: (message, folder) =>
      isRefused(message, folder) ? { kind: 'refuse', answer } : undefined,
  };
}

/** CREATE and RENAME to a path for which `isRefused` holds are answered with a NO. */
export function refuseFolderNames(
  isRefused: (path: readonly string[]) => boolean,
  why: { readonly code?: string; readonly text?: string } = { code: 'CANNOT' },
): ImapBehaviour {
  const answer = refusal(why);
  return { onFolderName: (path) => (isRefused(path) ? answer : undefined) };
}

function refusal(why: {
  readonly code?: string;
  readonly text?: string;
  readonly status?: 'NO' | 'BAD';
}): Answer {
  const { status = 'NO', text = 'Not taken', code } = why;
  return code === undefined ? { status, text } : { status, text, code };
}
