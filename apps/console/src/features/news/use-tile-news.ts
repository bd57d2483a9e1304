'use client';

import type { News } from '@mailhaul/contracts';
import { useApi } from '../../lib/api.ts';
import { useTenant } from '../frame/tenant-gate.tsx';
import { gatherNews, type NewsGroup } from './gather-news.ts';
import { shownKinds } from './news-options.ts';
import { useNewsOptions } from './use-news-options.ts';

interface TileNews {
  /** Undefined: not known yet. */
  readonly count: number | undefined;
  readonly rows: readonly NewsGroup[] | undefined;
  /** The tenant's options leave out all of this tone. */
  readonly isHidden: boolean;
}

/** Of so many of the newest those of one reason become one entry. */
const gatheredFrom = 200;

/** The newest of a tone that nobody has cleared, as the tenant wants to see them; of one job, or of the tenant. */
export function useTileNews(tone: News['tone'], job: string | undefined): TileNews {
  const { id: tenant } = useTenant();
  const path = { tenant };
  const options = useNewsOptions();
  const about = options && shownKinds(options, tone);
  const isHidden = options !== undefined && about === undefined;
  const ofJob = job === undefined ? {} : { jobId: job };
  const shownMax = options?.shown[tone] ?? 1;
  const counts = useApi('countNews', { path, query: { ...ofJob, shown: 'true' } });
  const filters = { tone, isCleared: 'false', ...ofJob };
  const { data } = useApi(
    'listNews',
    {
      path,
      query: {
        ...{ ...filters, sort: '-at', limit: Math.max(gatheredFrom, shownMax) },
        ...(about === undefined ? {} : { about: about.join(',') }),
      },
    },
    { enabled: about !== undefined, keeps: true },
  );
  return {
    count: counts.data?.[tone],
    rows: isHidden ? [] : about && data && gatherNews(data.rows).slice(0, shownMax),
    isHidden,
  };
}

/** Whether both tiles can be drawn: what stands under them is not moved by them then. */
export function useAreNewsThere(job?: string): boolean {
  const good = useTileNews('good', job);
  const bad = useTileNews('bad', job);
  return good.rows !== undefined && bad.rows !== undefined;
}
