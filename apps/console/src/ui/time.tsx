'use client';

import { formatAbsolute, formatRelative, unknown } from '../lib/format.ts';
import { useNow } from '../lib/use-now.ts';

/** How long ago, with date, time and zone on hover. */
export function Time({ at }: { at: number | undefined }) {
  const now = useNow();
  if (at === undefined) return <span>{unknown}</span>;
  return (
    <time className="num" dateTime={new Date(at).toISOString()} title={formatAbsolute(at)}>
      {formatRelative(at, now)}
    </time>
  );
}
