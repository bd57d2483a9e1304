'use client';

import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { Connection } from '@mailhaul/contracts';
import { problemOf } from '@mailhaul/api-client';
import { client } from '../../lib/api.ts';
import { type BackgroundTest, BackgroundTests } from './background-tests.ts';
import type { Tested } from './tested.ts';

/** Of this window: they outlive the page that began them. */
export const backgroundTests = new BackgroundTests();
const none: ReadonlyMap<string, BackgroundTest> = new Map();

/** How tests in the background stand, by connection. */
export function useBackgroundTests(): ReadonlyMap<string, BackgroundTest> {
  return useSyncExternalStore(backgroundTests.subscribe, backgroundTests.all, () => none);
}

/** Tests a connection as it is saved now, so that its state says what its settings were found to be. */
export function useTestInBackground(tenant: string) {
  const queries = useQueryClient();
  return async ({ id, name }: Connection, { mailbox, mailboxPassword }: Tested): Promise<void> => {
    const body = {
      ...(mailbox === '' ? {} : { mailbox }),
      ...(mailboxPassword === '' ? {} : { mailboxPassword }),
    };
    const steps = client.lines('testConnection', { path: { tenant, connection: id }, body });
    const end = await backgroundTests.run({ connection: id, steps });
    await queries.invalidateQueries({
      predicate: ({ queryKey }) =>
        queryKey[0] === 'readConnection' || queryKey[0] === 'listConnections',
    });
    if (end !== undefined) {
      notifications.show({ color: 'red', title: name, message: sayEnd(end), autoClose: 10_000 });
    }
  };
}

/** One sentence of how a test stands that nobody looked at. */
export function sayEnd(test: BackgroundTest): string {
  switch (test.kind) {
    case 'running':
      return 'Testing…';
    case 'failed':
      return `The test after saving ended at: ${test.step.label}`;
    case 'broken-off':
      return `The test after saving broke off: ${problemOf(test.error)?.title ?? 'no answer'}`;
  }
}
