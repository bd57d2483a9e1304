import type { OpenContext } from '@mailhaul/connector-contract';
import { Attribute, Change, EqualityFilter, ResultCodeError } from 'ldapts';
import { cleanServerText } from '@mailhaul/connector-line';
import { type DirectorySettings, directorySettingsSchema } from '../directory-settings.ts';
import { type DirectoryPlace, lookAtServer } from '../look-at-server.ts';
import { type DirectorySession, openSession } from '../open-session.ts';
import { type DirectoryEntry, textsOf } from '../read/directory-entry.ts';
import { anything } from '../read/filters.ts';
import { addressOfEntry, idOf, mailboxAttributes } from '../read/mailbox-of.ts';
import { lookUpUsers } from './look-up-users.ts';
import { unicodePassword, userAttributes } from './user-attributes.ts';
import { UserRefused } from './user-refused.ts';
import type { UserPassword, UserWish } from './user-wish.ts';

/** Asked before each write; throws where somebody else is at it by now. */
export type WriteGate = () => Promise<void>;

export interface MadeUser {
  readonly dn: string;
  /** The directory's stable id. */
  readonly id: string;
  /** Of its mail by now: the directory may have made another one of it. */
  readonly address: string;
}

/** RFC 4511 appendix A. */
const noSuchObject = 32;
const alreadyExists = 68;
const refusedValues = [19, 53];
const unknownAttributes = [16, 17, 21, 65];

/**
 * The user of that mark: made, unless an earlier attempt has made it. May be interrupted at any moment and called again.
 * @throws {UserRefused} @throws ConnectorError
 */
export async function makeUser(
  settings: DirectorySettings,
  wish: UserWish & { readonly password?: UserPassword | undefined },
  context: OpenContext & { readonly gate: WriteGate },
): Promise<MadeUser> {
  return inSession(settings, context, async (session, place) => {
    const { password, mark } = wish;
    const known = await byMark(session, place, mark);
    if (known !== undefined) {
      if (password !== undefined)
        await setPassword(known.dn, password, { session, place, context });
      return madeOf(known, wish);
    }
    const [other] = await lookUpUsers(session, place, [wish]);
    if (other !== undefined && other.conflicts.length > 0) {
      throw new UserRefused('user-exists', other.conflicts[0] ?? '');
    }
    if (password === undefined) {
      throw new UserRefused('user-gone', 'The user that was made is not there any more.');
    }
    await context.gate();
    try {
      await session.add(wish.dn, userAttributes(wish, password, place));
    } catch (error) {
      refuse(error, wish);
      throw error;
    }
    if (!place.isActiveDirectory) {
      await setPassword(wish.dn, password, { session, place, context });
    }
    const made = await byMark(session, place, mark);
    if (made === undefined) throw new UserRefused('user-gone', 'The new user cannot be read.');
    return madeOf(made, wish);
  });
}

/** A user that is there gets its address, if it has none. @throws {UserRefused} @throws ConnectorError */
export async function enableUser(
  settings: DirectorySettings,
  wish: Pick<UserWish, 'dn' | 'address'> & { readonly id: string },
  context: OpenContext & { readonly gate: WriteGate },
): Promise<MadeUser> {
  return inSession(settings, context, async (session) => {
    const { dn, address, id } = wish;
    const entry = await session.read({
      ...{ baseDn: dn, filter: anything, attributes: mailboxAttributes },
    });
    if (entry === undefined || idOf(entry) !== id) {
      throw new UserRefused('user-gone', 'The user is not there under that name any more.');
    }
    if (textsOf(entry, 'mail').length === 0) {
      await context.gate();
      await session.modify(dn, [replaced('mail', address)]);
    }
    return madeOf(entry, wish);
  });
}

async function inSession<T>(
  settings: DirectorySettings,
  context: OpenContext,
  work: (session: DirectorySession, place: DirectoryPlace) => Promise<T>,
): Promise<T> {
  const valid = directorySettingsSchema.parse(settings);
  const session = await openSession(valid, context);
  try {
    return await work(session, await lookAtServer(session, valid.baseDn));
  } finally {
    session.close();
  }
}

async function byMark(
  session: DirectorySession,
  { baseDn }: DirectoryPlace,
  mark: string,
): Promise<DirectoryEntry | undefined> {
  const filter = new EqualityFilter({ attribute: 'description', value: mark });
  for await (const { entries } of session.pages({
    ...{ baseDn, filter, attributes: mailboxAttributes },
  })) {
    if (entries[0] !== undefined) return entries[0];
  }
  return undefined;
}

async function setPassword(
  dn: string,
  { text, mustChange }: UserPassword,
  at: {
    readonly session: DirectorySession;
    readonly place: DirectoryPlace;
    readonly context: { readonly gate: WriteGate };
  },
): Promise<void> {
  const { session, place, context } = at;
  await context.gate();
  try {
    if (place.isActiveDirectory) {
      const secret = new Attribute({ type: 'unicodePwd', values: [unicodePassword(text)] });
      const last = mustChange ? [replaced('pwdLastSet', '0')] : [];
      await session.modify(dn, [
        new Change({ operation: 'replace', modification: secret }),
        ...last,
      ]);
    } else {
      await session.setPassword(dn, text);
      if (mustChange) await mustChangeIn(session, dn);
    }
  } catch (error) {
    refuse(error, { dn });
    throw error;
  }
}

/** Of password policies (draft-behera-ldap-password-policy §5.3.7); a directory without them has no such attribute. */
async function mustChangeIn(session: DirectorySession, dn: string): Promise<void> {
  try {
    await session.modify(dn, [replaced('pwdReset', 'TRUE')]);
  } catch (error) {
    if (!unknownAttributes.includes(resultOf(error)?.code ?? 0)) throw error;
  }
}

function replaced(type: string, value: string): Change {
  return new Change({
    operation: 'replace',
    modification: new Attribute({ type, values: [value] }),
  });
}

function madeOf(entry: DirectoryEntry, wish: Pick<UserWish, 'address'>): MadeUser {
  return { dn: entry.dn, id: idOf(entry), address: addressOfEntry(entry) ?? wish.address };
}

function resultOf(error: unknown): ResultCodeError | undefined {
  const { cause } = error as { cause?: unknown };
  return cause instanceof ResultCodeError ? cause : undefined;
}

/** What the directory refuses of this user alone. @throws {UserRefused} */
function refuse(error: unknown, { dn }: Pick<UserWish, 'dn'>): void {
  const result = resultOf(error);
  if (result === undefined) return;
  const words = cleanServerText(result.message);
  if (result.code === alreadyExists) {
    throw new UserRefused('user-exists', `There is an entry ${dn} already.`, words);
  }
  if (result.code === noSuchObject) {
    throw new UserRefused('unit-missing', 'The unit of the new user is not there.', words);
  }
  if (refusedValues.includes(result.code)) {
    throw new UserRefused('password-refused', 'The directory refuses the user’s values.', words);
  }
}
