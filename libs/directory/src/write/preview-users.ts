import type { OpenContext } from '@mailhaul/connector-contract';
import { type DirectorySettings, directorySettingsSchema } from '../directory-settings.ts';
import { lookAtServer } from '../look-at-server.ts';
import { openSession } from '../open-session.ts';
import { isWithin } from '../read/dn.ts';
import { anything } from '../read/filters.ts';
import { type LookedUp, lookUpUsers, type UserQuestion } from './look-up-users.ts';
import { UserRefused } from './user-refused.ts';

/**
 * What stands in the way of these users below the unit. Reads only.
 * @throws {UserRefused} there is no such unit, or it is not below the search base. @throws ConnectorError
 */
export async function previewUsers(
  settings: DirectorySettings,
  { unit, wishes }: { readonly unit: string; readonly wishes: readonly UserQuestion[] },
  context: OpenContext,
): Promise<readonly LookedUp[]> {
  const valid = directorySettingsSchema.parse(settings);
  const session = await openSession(valid, context);
  try {
    const place = await lookAtServer(session, valid.baseDn);
    const question = { baseDn: unit, filter: anything, attributes: ['objectClass'] };
    const entry = isWithin(unit, place.baseDn) ? await session.read(question) : undefined;
    if (entry === undefined) {
      throw new UserRefused('unit-missing', `There is no ${unit} below ${place.baseDn}.`);
    }
    return await lookUpUsers(session, place, wishes);
  } finally {
    session.close();
  }
}
