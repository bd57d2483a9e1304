import { createHmac } from 'node:crypto';
import { TLSSocket } from 'node:tls';
import { bad, no } from '../server/command.ts';
import { credentialOf, verdictOn, wrongPassword } from './credentials.ts';
import type { SaslRun } from './exchange.ts';

/** RFC 4616. */
export const plain: SaslRun = async ({ session, first }) => {
  const parts = (await first()).toString('utf8').split('\0');
  const [authorize = '', login, password] = parts;
  if (login === undefined || password === undefined)
    return { refusal: bad('Malformed PLAIN response') };
  const credential = credentialOf(session, login, authorize);
  return verdictOn(credential, credential?.password === password);
};

/** Asks for name and password one after the other. */
export const login: SaslRun = async ({ session, ask }) => {
  const name = (await ask('Username:')).toString('utf8');
  const password = (await ask('Password:')).toString('utf8');
  const credential = credentialOf(session, name);
  return verdictOn(credential, credential?.password === password);
};

/** RFC 2195. */
export const cramMd5: SaslRun = async ({ session, ask }) => {
  const challenge = `<${String(session.id)}.${String(session.settings.clock.wallMs())}@localhost>`;
  const answer = (await ask(challenge)).toString('utf8');
  const blank = answer.lastIndexOf(' ');
  const credential = credentialOf(session, answer.slice(0, blank));
  const digest = createHmac('md5', credential?.password ?? '')
    .update(challenge)
    .digest('hex');
  return verdictOn(credential, answer.slice(blank + 1) === digest);
};

/** RFC 4422 Appendix A: the client's certificate says who it is, by its common name. */
export const external: SaslRun = async ({ session, first }) => {
  const authorize = (await first()).toString('utf8');
  const { stream } = session;
  const name = stream instanceof TLSSocket ? stream.getPeerCertificate().subject?.CN : undefined;
  if (typeof name !== 'string') return { refusal: no('No certificate', 'AUTHENTICATIONFAILED') };
  const credential = credentialOf(session, name, authorize);
  return credential === undefined ? wrongPassword : verdictOn(credential, true);
};
