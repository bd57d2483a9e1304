'use client';

import { notifications } from '@mantine/notifications';
import { useRouter } from 'next/navigation';
import type { MouseEvent } from 'react';
import { useStaleSince } from '../../lib/live.tsx';

const aliveMsMax = 5000;

/**
 * For clicks on links, before the links see them: while the line is down it is asked first whether the server answers. A
 * page that cannot be fetched would take the place of what is shown.
 */
export function useGuardedLinks(): (event: MouseEvent) => void {
  const router = useRouter();
  const staleSince = useStaleSince();
  return (event) => {
    const link = (event.target as Element).closest('a');
    const isOurs = link !== null && link.origin === window.location.origin;
    const isElsewhere =
      event.ctrlKey || event.metaKey || event.shiftKey || link?.target === '_blank';
    if (staleSince === undefined || !isOurs || isElsewhere || link.hasAttribute('download')) return;
    event.preventDefault();
    event.stopPropagation();
    const { pathname, search, hash } = link;
    void isAlive().then((isThere) => {
      if (isThere) return router.push(pathname + search + hash);
      notifications.show({
        id: 'server-away',
        title: 'The server does not answer',
        message: 'What is shown stays here. Try again once the bar above is gone.',
      });
    });
  };
}

async function isAlive(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(aliveMsMax);
    return (await fetch('/livez', { cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}
