'use client';

import type { Connection } from '@mailhaul/contracts';
import { ActionIcon, Menu, Text } from '@mantine/core';
import { Ellipsis, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useParams, useRouter } from 'next/navigation';
import { useApi } from '../../lib/api.ts';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { BackgroundTestNotice } from './background-test-notice.tsx';
import { ConnectionEditor } from './connection-editor.tsx';
import { ConnectionMark } from './connection-mark.tsx';
import { UsedBy } from './used-by.tsx';
import { useDeleteConnection } from './use-delete-connection.tsx';

/** Makes a connection, or changes one; the test stands beside the form. */
export function ConnectionPage() {
  const { connection } = useParams<{ connection?: string }>();
  const { id: tenant } = useTenant();
  const { data, error, refetch } = useApi(
    'readConnection',
    { path: { tenant, connection: connection ?? '' } },
    { enabled: connection !== undefined },
  );
  const above = (
    <Link className="plain" href={`/t/${tenant}/connections`}>
      Connections
    </Link>
  );
  if (connection === undefined) {
    return (
      <Page>
        <PageHead
          above={above}
          title="New connection"
          sentence="A mail server, and how to sign in to it"
        />
        <ConnectionEditor />
      </Page>
    );
  }
  if (data === undefined) {
    return (
      <Page>
        {error === null ? (
          <Loading />
        ) : (
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        above={above}
        title={data.name}
        beside={<ConnectionMark connection={data} />}
        sentence={<UsedBy connection={data} />}
        actions={<More connection={data} />}
      />
      <BackgroundTestNotice connection={data.id} />
      <ConnectionEditor saved={data} key={data.id} />
    </Page>
  );
}

function More({ connection }: { connection: Connection }) {
  const { id: tenant } = useTenant();
  const router = useRouter();
  const { refusal, ask } = useDeleteConnection(connection, () =>
    router.push(`/t/${tenant}/connections`),
  );
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="default" aria-label="More actions">
          <Ellipsis size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          color="red"
          leftSection={<Trash2 size={14} />}
          disabled={refusal !== undefined}
          onClick={ask}
        >
          Delete connection
          {refusal !== undefined && (
            <Text size="xs" c="dimmed">
              {refusal}
            </Text>
          )}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
