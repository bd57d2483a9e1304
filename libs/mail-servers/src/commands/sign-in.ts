import type { Answer } from '../server/behaviour.ts';
import { type CommandSpec, bad, no, ok } from '../server/command.ts';
import type { Session } from '../server/session.ts';

const saslLineBytesMax = 12_288;

/** LOGIN, AUTHENTICATE PLAIN and STARTTLS (RFC 3501 §6.2, RFC 4616, RFC 4959). */
export const signInCommands: readonly CommandSpec[] = [
  {
    name: 'LOGIN',
    state: 'not-authenticated',
    run: (session, args) => {
      const user = utf8(args.text());
      const password = utf8(args.text());
      args.end();
      return signIn(session, user, password);
    },
  },
  {
    name: 'AUTHENTICATE',
    state: 'not-authenticated',
    run: async (session, args) => {
      if (args.atom().toUpperCase() !== 'PLAIN') return no('Mechanism not supported', 'CANNOT');
      let response: string;
      if (!args.isAtEnd && session.has('SASL-IR')) response = args.atom();
      else {
        session.line('+ ');
        session.output.flush();
        response = await session.input.line(saslLineBytesMax);
      }
      args.end();
      if (response === '*') return bad('Cancelled');
      const [authorize = '', user, password] = Buffer.from(response, 'base64')
        .toString('utf8')
        .split('\0');
      if (user === undefined || password === undefined) return bad('Malformed PLAIN response');
      if (authorize !== '' && authorize !== user)
        return no('No right to act for others', 'AUTHORIZATIONFAILED');
      return signIn(session, user, password);
    },
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

function signIn(session: Session, user: string, password: string): Answer {
  // RFC 3501 §6.2.3: no LOGIN where LOGINDISABLED is announced; the code is of RFC 5530.
  if (session.settings.refusesPlainText && !session.isEncrypted)
    return no('Start TLS first', 'PRIVACYREQUIRED');
  const mailbox = session.store.find(user);
  if (mailbox?.password !== password) return no('Wrong user or password', 'AUTHENTICATIONFAILED');
  if (!session.takeUserSlot(user)) return no('Too many connections of this user', 'LIMIT');
  session.mailbox = mailbox;
  return ok('Signed in', `CAPABILITY ${session.capabilities()}`);
}

function utf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
