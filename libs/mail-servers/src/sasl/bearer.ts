import { no } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { SaslRun, SaslVerdict } from './exchange.ts';

/** RFC 7628 §3.1: `n,a=user,^Aauth=Bearer token^A^A`. */
export const oauthbearer: SaslRun = async ({ session, first, ask }) => {
  const fields = (await first()).toString('utf8').split('\x01');
  const user = /^n,a=([^,]*),$/.exec(fields[0] ?? '')?.[1]?.replaceAll('=2C', ',');
  const verdict = judge(session, user?.replaceAll('=3D', '='), fields);
  // RFC 7628 §3.2.3: the reason goes as a challenge, and the client answers with a single ^A.
  if ('refusal' in verdict) await ask('{"status":"invalid_token","scope":"mail"}');
  return verdict;
};

/** https://developers.google.com/workspace/gmail/imap/xoauth2-protocol: `user=…^Aauth=Bearer token^A^A`. */
export const xoauth2: SaslRun = async ({ session, first, ask }) => {
  const fields = (await first()).toString('utf8').split('\x01');
  const verdict = judge(session, /^user=(.*)$/.exec(fields[0] ?? '')?.[1], fields);
  if ('refusal' in verdict) await ask('{"status":"400","schemes":"bearer","scope":"mail"}');
  return verdict;
};

function judge(session: Session, user: string | undefined, fields: readonly string[]): SaslVerdict {
  const token = fields
    .map((field) => /^auth=Bearer (.+)$/.exec(field)?.[1])
    .find((found) => found !== undefined);
  const isGood = user !== undefined && token !== undefined;
  if (isGood && session.settings.tokens?.isValid(user, token) === true && session.store.find(user))
    return { mailbox: user, token };
  return { refusal: no('Invalid credentials', 'AUTHENTICATIONFAILED') };
}
