import { credentialOf, verdictOn } from '../sasl/credentials.ts';
import { SaslCancelled, type SaslVerdict, saslMechanisms } from '../sasl/exchange.ts';
import { saslRuns } from '../sasl/run-mechanism.ts';
import type { Answer } from '../server/behaviour.ts';
import { type CommandSpec, bad, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';
import type { TokenCursor } from '../wire/tokens.ts';

const saslLineBytesMax = 12_288;

/** LOGIN, AUTHENTICATE and STARTTLS (RFC 3501 §6.2, RFC 4959). */
export const signInCommands: readonly CommandSpec[] = [
  {
    name: 'LOGIN',
    state: 'not-authenticated',
    run: (session, args) => {
      const user = utf8(args.text());
      const password = utf8(args.text());
      args.end();
      if (session.settings.refusesLogin) return no('LOGIN is disabled', 'PRIVACYREQUIRED');
      const credential = credentialOf(session, user);
      return signIn(session, verdictOn(credential, credential?.password === password));
    },
  },
  {
    name: 'AUTHENTICATE',
    state: 'not-authenticated',
    run: authenticate,
  },
  {
    name: 'STARTTLS',
    state: 'not-authenticated',
    run: (session, args) => {
      args.end();
      if (session.settings.security !== 'starttls' || session.isEncrypted)
        return bad('Not offered');
      session.afterAnswer = 'start-tls';
      return ok('Begin TLS negotiation now');
    },
  },
];

async function authenticate(session: Session, args: TokenCursor): Promise<Answer> {
  const name = args.atom().toUpperCase();
  const mechanism = saslMechanisms.find((known) => known === name);
  if (mechanism === undefined || !session.mechanisms().includes(mechanism))
    return no('Mechanism not supported', 'CANNOT');
  const initial = !args.isAtEnd && session.has('SASL-IR') ? args.atom() : undefined;
  args.end();
  const ask = async (challenge: string): Promise<Buffer> => {
    session.line(`+ ${Buffer.from(challenge).toString('base64')}`);
    session.output.flush();
    const line = await session.input.line(saslLineBytesMax);
    if (line === '*') throw new SaslCancelled('the client gave up');
    return Buffer.from(line, 'base64');
  };
  const first = () =>
    initial === undefined
      ? ask('')
      : // RFC 4959 §3: `=` stands for an empty response.
        Promise.resolve(Buffer.from(initial === '=' ? '' : initial, 'base64'));
  try {
    return signIn(session, await saslRuns[mechanism]({ session, first, ask }));
  } catch (error) {
    if (error instanceof SaslCancelled) return bad('Cancelled');
    throw error;
  }
}

function signIn(session: Session, verdict: SaslVerdict): Answer {
  // RFC 3501 §6.2.3: no LOGIN where LOGINDISABLED is announced; the code is of RFC 5530.
  if (session.settings.refusesPlainText && !session.isEncrypted)
    return no('Start TLS first', 'PRIVACYREQUIRED');
  if ('refusal' in verdict) return verdict.refusal;
  if (!session.takeUserSlot(verdict.mailbox))
    return no('Too many connections of this user', 'LIMIT');
  session.mailbox = session.store.mailbox(verdict.mailbox);
  session.token = verdict.token;
  return ok('Signed in', `CAPABILITY ${session.capabilities()}`);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
