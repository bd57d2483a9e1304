import type { Answer, LiteralProgress } from '../server/behaviour.ts';
import { type Command, type CommandSpec, no, ok } from '../server/command.ts';
import { askHooks } from '../server/ask-hooks.ts';
import type { Session } from '../server/session.ts';
import { MessageBody } from '../store/message-body.ts';
import type { StoredFolder } from '../store/stored-folder.ts';
import type { IncomingMessage, InternalDate, StoredMessage } from '../store/stored-message.ts';
import type { ArgumentReader } from '../wire/argument-reader.ts';
import { parseInternalDate } from '../wire/internal-date.ts';
import { formatUidSet } from '../wire/sequence-set.ts';
import { SyntaxProblem, flagsOf } from '../wire/tokens.ts';

/** APPEND (RFC 3501 §6.3.11) of one or several messages (RFC 3502), with APPENDUID (RFC 4315 §3). */
export const appendCommands: readonly CommandSpec[] = [
  { name: 'APPEND', state: 'authenticated', stream: append },
];

const messagesMax = 10_000;

async function append(session: Session, reader: ArgumentReader, command: Command): Promise<Answer> {
  reader.space();
  const folder = session.folder(await reader.astring());
  const storesOneByOne = session.settings.behaviours.some((behaviour) => behaviour.storesOneByOne);
  const transaction = new Transaction(session, command, folder);
  let refusal = folderRefusal(folder);
  const { quota } = session.settings;
  const room = quota === undefined ? Infinity : quota.bytes - session.user.bytes;
  let takenBytes = 0;
  for (let index = 0; ; index += 1) {
    if (index > 0 && !session.has('MULTIAPPEND')) throw new SyntaxProblem('One message at a time');
    if (index >= messagesMax) throw new SyntaxProblem('Too many messages');
    reader.space();
    const { flags, internalDate } = readOptions(session, reader);
    const header = reader.literalHeader();
    takenBytes += header.size;
    if (takenBytes > room) refusal ??= no('Not enough disk quota', 'OVERQUOTA');
    if (header.size > session.settings.appendLimit) refusal ??= no('Message too large', 'TOOBIG');
    if (refusal !== undefined && header.isSynchronising) return refusal;
    if (header.isSynchronising) reader.invite();
    let body: MessageBody | undefined;
    if (refusal !== undefined) await reader.skipLiteral(header.size);
    else body = await readBody(session, reader, { command, index, size: header.size });
    await reader.nextLine();
    if (body !== undefined) {
      refusal = transaction.take({ body, flags, internalDate });
      if (storesOneByOne && refusal === undefined) await transaction.commit();
    }
    if (reader.isAtEnd) break;
  }
  if (refusal !== undefined) return refusal;
  if (!storesOneByOne) await transaction.commit();
  await askHooks(session, (behaviour) => behaviour.afterCommit?.(command.context));
  return transaction.answer();
}

/** The messages of one APPEND: all are stored or none, but where the server is told to store one by one. */
class Transaction {
  readonly #session: Session;
  readonly #command: Command;
  readonly #folder: StoredFolder | undefined;
  #batch: IncomingMessage[] = [];
  /** What each message of the command is to be found as: itself, or the one it was merged into. */
  #places: (IncomingMessage | StoredMessage)[] = [];
  readonly #uids: number[] = [];

  constructor(session: Session, command: Command, folder: StoredFolder | undefined) {
    this.#session = session;
    this.#command = command;
    this.#folder = folder;
  }

  /** Lets the behaviours have their say; an answer is a refusal of the whole command. */
  take(message: IncomingMessage): Answer | undefined {
    const folder = this.#folder;
    if (folder === undefined) return undefined;
    let current = message;
    for (const behaviour of this.#session.settings.behaviours) {
      const decision = behaviour.onIncoming?.(current, folder, this.#batch);
      if (decision?.kind === 'refuse') return decision.answer;
      if (decision?.kind === 'merge') {
        this.#places.push(decision.into);
        return undefined;
      }
      if (decision !== undefined) current = decision.message;
      const flags = behaviour.onFlags?.(current.flags, folder);
      if (flags !== undefined) current = { ...current, flags };
    }
    this.#batch.push(current);
    this.#places.push(current);
    return undefined;
  }

  async commit(): Promise<void> {
    const folder = this.#folder;
    if (folder === undefined) return;
    await askHooks(this.#session, (behaviour) => behaviour.beforeCommit?.(this.#command.context));
    const stored = new Map(this.#batch.map((message) => [message, folder.add(message).uid]));
    for (const place of this.#places) {
      this.#uids.push('uid' in place ? place.uid : (stored.get(place) ?? 0));
    }
    this.#batch = [];
    this.#places = [];
  }

  answer(): Answer {
    if (!this.#session.has('UIDPLUS')) return ok('Appended');
    const uidValidity = String(this.#folder?.uidValidity ?? 0);
    return ok('Appended', `APPENDUID ${uidValidity} ${formatUidSet(this.#uids)}`);
  }
}

function folderRefusal(folder: StoredFolder | undefined): Answer | undefined {
  if (folder === undefined) return no('No such folder', 'TRYCREATE');
  return folder.canHoldMessages ? undefined : no('This name holds no messages', 'CANNOT');
}

function readOptions(
  session: Session,
  reader: ArgumentReader,
): { flags: readonly string[]; internalDate: InternalDate } {
  let flags: readonly string[] = [];
  let internalDate: InternalDate | undefined;
  if (reader.peek() === '(') {
    flags = flagsOf(reader.flagList());
    reader.space();
  }
  if (reader.peek() === '"') {
    internalDate = parseInternalDate(reader.quoted());
    if (internalDate === undefined) throw new SyntaxProblem('Invalid date');
    reader.space();
  }
  internalDate ??= {
    epochSeconds: Math.floor(session.settings.clock.wallMs() / 1000),
    zoneMinutes: 0,
  };
  return { flags, internalDate };
}

async function readBody(
  session: Session,
  reader: ArgumentReader,
  place: { command: Command; index: number; size: number },
): Promise<MessageBody> {
  const { command, index, size } = place;
  const listeners = session.settings.behaviours.filter(
    (behaviour) => behaviour.duringLiteral !== undefined,
  );
  if (listeners.length === 0) return new MessageBody(await reader.input.bytes(size));
  const pieces = await reader.input.bytes(size, (received) => {
    const progress: LiteralProgress = { index, size, received };
    return askHooks(session, (behaviour) => behaviour.duringLiteral?.(command.context, progress));
  });
  return new MessageBody(pieces);
}
