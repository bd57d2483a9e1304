'use client';

import { Button } from '@mantine/core';

interface ShowMoreProps {
  readonly found: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    fetchNextPage(): Promise<unknown>;
  };
}

/** Below what is found page by page; nothing once all of it is shown. */
export function ShowMore({ found }: ShowMoreProps) {
  if (!found.hasNextPage) return null;
  return (
    <Button
      size="xs"
      variant="default"
      loading={found.isFetchingNextPage}
      onClick={() => void found.fetchNextPage()}
      style={{ alignSelf: 'flex-start' }}
    >
      Show more
    </Button>
  );
}
