import type { Connection, Directory } from '@mailhaul/contracts';

/** The directory's part of a connection's form: everything a text where a person types. */
export interface DirectoryDraft {
  readonly hasDirectory: boolean;
  readonly directoryHost: string;
  readonly directoryPort: string;
  readonly directorySecurity: Directory['security'];
  readonly directoryBase: string;
  readonly directoryUser: string;
  readonly directoryCa: string;
  readonly directoryPin: string;
  readonly directoryPassword: string;
}

export const emptyDirectory: DirectoryDraft = {
  ...{ hasDirectory: false, directoryHost: '', directoryPort: '', directorySecurity: 'tls' },
  ...{ directoryBase: '', directoryUser: '', directoryCa: '', directoryPin: '' },
  directoryPassword: '',
};

export function directoryDraftOf({ directory }: Pick<Connection, 'directory'>): DirectoryDraft {
  if (directory === undefined) return emptyDirectory;
  const { host, port, security, baseDn = '', bindDn = '', ca = '', pin = '' } = directory;
  return {
    ...emptyDirectory,
    ...{ hasDirectory: true, directoryHost: host, directorySecurity: security },
    directoryPort: port === undefined ? '' : String(port),
    ...{ directoryBase: baseDn, directoryUser: bindDn, directoryCa: ca, directoryPin: pin },
  };
}

/** Undefined where the connection has none. */
export function directoryOf(draft: DirectoryDraft): Directory | undefined {
  if (!draft.hasDirectory) return undefined;
  const port = draft.directoryPort.trim();
  const words = {
    baseDn: draft.directoryBase.trim(),
    bindDn: draft.directoryUser.trim(),
    ca: draft.directoryCa.trim(),
    pin: draft.directoryPin.trim(),
  };
  const given = Object.entries(words).filter(([, word]) => word !== '');
  return {
    ...{ host: draft.directoryHost.trim(), security: draft.directorySecurity },
    ...(port === '' ? {} : { port: Number(port) }),
    ...Object.fromEntries(given),
  };
}

/** What is missing before it can be tried, by field. */
export function directoryFaults(
  draft: DirectoryDraft,
): Partial<Record<keyof DirectoryDraft, string>> {
  if (!draft.hasDirectory) return {};
  const host = draft.directoryHost.trim();
  const port = Number(draft.directoryPort);
  const isPortWrong =
    draft.directoryPort.trim() !== '' && (!Number.isInteger(port) || port < 1 || port > 65_535);
  const user = draft.directoryUser.trim();
  return {
    ...(host === '' ? { directoryHost: 'Name the server' } : {}),
    ...(/[\s/]|:\/\//.test(host) ? { directoryHost: 'Only the name: no blanks, no ldaps://' } : {}),
    ...(isPortWrong ? { directoryPort: '1 to 65535' } : {}),
    ...(user !== '' && !/[=@\\]/.test(user)
      ? { directoryUser: 'A distinguished name, user@domain or DOMAIN\\user' }
      : {}),
    ...(user === '' && draft.directoryPassword !== ''
      ? { directoryUser: 'Say whose password it is' }
      : {}),
  };
}

/** The form without it: for what is asked of the mail system alone. */
export function withoutDirectory<T extends DirectoryDraft>(draft: T): T {
  return { ...draft, ...emptyDirectory };
}

/** Whether the saved password still goes to the server it was saved for. */
export function keepsPassword(draft: DirectoryDraft, saved: Connection | undefined): boolean {
  const [next, before] = [directoryOf(draft), saved?.directory];
  return (
    before?.bindDn !== undefined &&
    before.host === next?.host &&
    before.port === next.port &&
    before.security === next.security
  );
}
