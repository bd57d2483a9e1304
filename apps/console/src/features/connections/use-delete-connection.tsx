'use client';

import type { Connection } from '@mailhaul/contracts';
import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { useTenant } from '../frame/tenant-gate.tsx';

/** Deletes a connection once its consequence was read; `refusal` says why it may not be. */
export function useDeleteConnection(connection: Connection, onDone?: () => void) {
  const { id: tenant } = useTenant();
  const viewerRefusal = useViewerRefusal(tenant);
  const refusal =
    viewerRefusal ?? (connection.usedBy > 0 ? 'Delete the jobs that use it first' : undefined);
  const remove = useDeed('deleteConnection', {
    touches: ['listConnections'],
    said: `${connection.name} is deleted`,
    ...(onDone === undefined ? {} : { onDone }),
  });
  const ask = () =>
    modals.openConfirmModal({
      title: `Delete ${connection.name}`,
      children: <Text size="sm">Its settings and secrets go. Mail is not touched.</Text>,
      labels: { confirm: 'Delete connection', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () =>
        remove.mutate({
          path: { tenant, connection: connection.id },
          ifMatch: connection.revision,
        }),
    });
  return { refusal, ask };
}
