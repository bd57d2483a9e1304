import type { WordFormat } from '@mailhaul/contracts';
import { formatBytes } from '../../lib/format.ts';

/** How the console writes the sizes and days of a job's filters. The form takes days, from midnight UTC. */
export const wordFormat: WordFormat = {
  bytes: formatBytes,
  instant: (at) => {
    const text = new Date(at).toISOString();
    return text.endsWith('T00:00:00.000Z')
      ? text.slice(0, 10)
      : `${text.slice(0, 16)}Z`.replace('T', ' ');
  },
};
