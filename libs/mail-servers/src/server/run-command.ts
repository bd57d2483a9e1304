import { ArgumentReader } from '../wire/argument-reader.ts';
import { FatalProblem, SyntaxProblem, TokenCursor } from '../wire/tokens.ts';
import { commandTable } from '../commands/command-table.ts';
import { askHooks } from './ask-hooks.ts';
import type { Answer, CommandContext } from './behaviour.ts';
import { type Command, type CommandSpec, Interruption, bad, no } from './command.ts';
import type { Session } from './session.ts';

/**
 * Performs the command that begins with `line` and returns what is to be answered under which tag.
 * @throws Interruption where a behaviour ends the connection, FatalProblem, LineTooLong, ConnectionEnded
 */
export async function runCommand(
  session: Session,
  line: string,
  countOf: (name: string) => number,
): Promise<{ tag: string; answer: Answer }> {
  session.settings.onTrace?.(`C${String(session.id)} ${line}`);
  const head = /^([^\s(){%*"\\+]+) (?:(UID) )?([A-Za-z]+)(?=$| )/i.exec(line);
  if (head === null) return await malformed(session, line);
  const [start, tag = '', uid, word = ''] = head;
  const name = (uid === undefined ? word : `UID ${word}`).toUpperCase();
  const context: CommandContext = {
    ...session.connectionContext(),
    name,
    line,
    count: countOf(name),
    selected: session.selection?.folder,
  };
  const reader = newReader(session, line, start.length);
  try {
    const command = { tag, name, isUid: uid !== undefined, context };
    return { tag, answer: await perform(session, reader, command) };
  } catch (error) {
    const answer = answerTo(error);
    if (error instanceof FatalProblem) session.line(`${tag} BAD ${error.message}`);
    if (answer === undefined) throw error;
    await reader.discardRest();
    return { tag, answer };
  }
}

async function perform(
  session: Session,
  reader: ArgumentReader,
  command: Command,
): Promise<Answer> {
  endExpired(session);
  await askHooks(session, (behaviour) => behaviour.beforeCommand?.(command.context));
  const spec = commandTable.get(command.name);
  if (spec === undefined || (spec.needs !== undefined && !session.has(spec.needs))) {
    throw new SyntaxProblem(`Unknown command ${command.name}`);
  }
  const problem = stateProblem(session, spec);
  if (problem !== undefined) throw new SyntaxProblem(problem);
  let answer: Answer;
  if ('stream' in spec) answer = await spec.stream(session, reader, command);
  else {
    const tokens = await reader.tokens(spec.sections === true);
    answer = await spec.run(session, new TokenCursor(tokens), command);
  }
  await askHooks(session, (behaviour) => behaviour.beforeAnswer?.(command.context, answer));
  if (session.selection?.isStale === true) {
    throw new Interruption({ close: 'end', bye: 'The folder was made anew: UIDVALIDITY changed' });
  }
  session.tellUpdates(spec.keepsSequence !== true);
  return answer;
}

/** As Exchange Online does it: a session ends some time after the token that opened it. @throws Interruption */
function endExpired({ token, mailbox, settings }: Session): void {
  if (token === undefined || mailbox === undefined || settings.expiredSession === undefined) return;
  if (settings.tokens?.isValid(mailbox.user, token) === true) return;
  throw new Interruption(
    settings.expiredSession === 'bye'
      ? { close: 'end', bye: 'Session invalidated - AccessTokenExpired' }
      : no('The token has run out', 'EXPIRED'),
  );
}

function answerTo(error: unknown): Answer | undefined {
  if (error instanceof SyntaxProblem) return bad(error.message);
  return error instanceof Interruption && 'status' in error.wish ? error.wish : undefined;
}

function stateProblem(session: Session, spec: CommandSpec): string | undefined {
  switch (spec.state) {
    case 'any':
      return undefined;
    case 'not-authenticated':
      return session.mailbox === undefined ? undefined : 'Already signed in';
    case 'authenticated':
      return session.mailbox === undefined ? 'Sign in first' : undefined;
    case 'selected':
      return session.selection === undefined ? 'No folder selected' : undefined;
  }
}

async function malformed(session: Session, line: string): Promise<{ tag: string; answer: Answer }> {
  await newReader(session, line, line.length).discardRest();
  const tag = /^[A-Za-z0-9.]{1,64}(?=$| )/.exec(line)?.[0] ?? '*';
  return { tag, answer: bad('No command here') };
}

function newReader(session: Session, line: string, at: number): ArgumentReader {
  const nonSyncBytesMax = session.has('LITERAL+') ? Infinity : session.has('LITERAL-') ? 4096 : 0;
  const invite = () => {
    // RFC 3501 §7.5: the client waits for `+`. One that does not would have its next command stored as a message.
    if (session.input.hasUnread) throw new FatalProblem('Bytes came before they were asked for');
    session.line('+ OK');
    session.output.flush();
  };
  return new ArgumentReader(session.input, { nonSyncBytesMax, invite }, { line, at });
}
