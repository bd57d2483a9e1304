import { no } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { SaslVerdict } from './exchange.ts';

export const wrongPassword: SaslVerdict = {
  refusal: no('Wrong user or password', 'AUTHENTICATIONFAILED'),
};
const noRight: SaslVerdict = {
  refusal: no('No right to act for others', 'AUTHORIZATIONFAILED'),
};

/** A name that may sign in, the password it has, and the mailbox it opens. */
export interface Credential {
  readonly password: string;
  readonly mailbox: string;
  /** The name may not open that mailbox, whatever the password. */
  readonly isForeign: boolean;
}

/**
 * Whose password counts for this login: the mailbox's own; an admin's for `mailbox*admin`; an admin's where a mailbox is
 * named beside it (`authorize`).
 */
export function credentialOf(
  session: Session,
  login: string,
  authorize = '',
): Credential | undefined {
  const { admins, adminSeparator } = session.settings;
  const at = login.lastIndexOf(adminSeparator);
  const [inner, admin] = at === -1 ? [login, login] : [login.slice(0, at), login.slice(at + 1)];
  const adminPassword = admins[admin];
  const wanted = authorize === '' ? inner : authorize;
  if (adminPassword !== undefined && session.store.find(wanted) !== undefined)
    return { password: adminPassword, mailbox: wanted, isForeign: false };
  const own = session.store.find(login);
  if (own === undefined) return undefined;
  const isForeign = authorize !== '' && authorize !== login;
  return { password: own.password, mailbox: login, isForeign };
}

/** The verdict once the mechanism knows whether the password was right. */
export function verdictOn(credential: Credential | undefined, isRight: boolean): SaslVerdict {
  if (credential === undefined || !isRight) return wrongPassword;
  return credential.isForeign ? noRight : { mailbox: credential.mailbox };
}
