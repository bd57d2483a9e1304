import type { ItemFilters, PassOptions } from '@mailhaul/copy-engine';
import type { Chance } from './chance.ts';
import { firstDate } from './first-date.ts';

const daySeconds = 86_400;

const kindChoices = [['mail'], ['mail', 'calendar'], ['tasks', 'contacts']] as const;

/** Mostly the same options for every pass; else up to four sets of them that take turns. */
export function drawLaterOptions(
  chance: Chance,
  folders: readonly string[],
): readonly Partial<PassOptions>[] {
  if (chance.happens(0.5)) return [];
  return Array.from({ length: chance.int(2, 4) }, () => ({
    order: chance.pick(['oldest-first', 'newest-first']),
    connectionPairs: chance.int(1, 4),
    filters: drawFilters(chance, folders),
  }));
}

/** Each kind alone, together, or none. */
function drawFilters(chance: Chance, folders: readonly string[]): ItemFilters {
  const some = () => folders.filter(() => chance.happens(0.4));
  return {
    ...(chance.happens(0.3) ? { itemBytesMax: chance.pick([100, 400, 2_000]) } : {}),
    ...(chance.happens(0.2) ? { receivedFrom: firstDate + chance.int(0, 60) * daySeconds } : {}),
    ...(chance.happens(0.2) ? { receivedBefore: firstDate + chance.int(30, 90) * daySeconds } : {}),
    ...(chance.happens(0.2) ? { excludeFolders: some() } : {}),
    ...(chance.happens(0.1) ? { includeFolders: ['INBOX', ...some()] } : {}),
    ...(chance.happens(0.15) ? { itemBytesMin: chance.pick([50, 90]) } : {}),
    ...(chance.happens(0.2) ? { kinds: chance.pick(kindChoices) } : {}),
    ...(chance.happens(0.15) ? { isRead: chance.happens(0.5) } : {}),
    ...(chance.happens(0.1) ? { isFlagged: chance.happens(0.5) } : {}),
  };
}
