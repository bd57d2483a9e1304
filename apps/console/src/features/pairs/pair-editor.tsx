'use client';

import type { Job, Pair } from '@mailhaul/contracts';
import { Button, Group, Modal, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { PairEditForm } from './pair-edit-form.tsx';
import { tryAgainAction } from './sign-in-problems.ts';
import { usePairDeed } from './use-pair-deed.tsx';
import { usePairEditing } from './use-pair-editing.ts';

interface PairEditorProps {
  readonly job: Job;
  /** Called when something was saved or begun. */
  readonly onChanged?: () => void;
}

/** The form of the mailbox that the address names for it; after saving, what stood still may be tried again. */
export function PairEditor({ job, onChanged }: PairEditorProps) {
  const { editing, close } = usePairEditing();
  if (editing === undefined) return null;
  return <Dialog key={editing} {...{ job, onChanged }} id={editing} onClose={close} />;
}

interface DialogProps extends Pick<PairEditorProps, 'job'> {
  readonly id: string;
  readonly onClose: () => void;
  readonly onChanged: (() => void) | undefined;
}

function Dialog({ id, job, onClose, onChanged }: DialogProps) {
  const { id: tenant } = useTenant();
  const isPhone = useMediaQuery('(max-width: 767px)') ?? false;
  const { data, error, refetch } = useApi('readPair', { path: { tenant, pair: id } });
  const [isTyped, setTyped] = useState(false);
  const [saved, setSaved] = useState<Pair>();
  const keep = (pair: Pair) => {
    onChanged?.();
    if (tryAgainAction(pair) !== undefined) return setSaved(pair);
    notifications.show({ message: 'Saved. It holds from the next pass on' });
    onClose();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={680}
      fullScreen={isPhone}
      closeOnClickOutside={!isTyped}
      title={`Edit ${data?.source ?? 'mailbox'}`}
      styles={{ title: { overflowWrap: 'anywhere' } }}
    >
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      {error === null && data === undefined && <Skeleton height={18} width="60%" />}
      {data !== undefined && saved === undefined && (
        <PairEditForm
          {...{ pair: data, job }}
          onCancel={onClose}
          onTyped={() => setTyped(true)}
          onSaved={keep}
        />
      )}
      {saved !== undefined && <Saved {...{ pair: saved, job, onClose, onChanged }} />}
    </Modal>
  );
}

/** What was saved holds from the next pass on: here is the way to that pass. */
function Saved({ pair, job, onClose, onChanged }: Omit<DialogProps, 'id'> & { pair: Pair }) {
  const deed = usePairDeed(job.id, {
    onDone: () => {
      onChanged?.();
      onClose();
    },
  });
  const action = tryAgainAction(pair);
  return (
    <>
      <p role="status" style={{ margin: 0 }}>
        Saved. It holds from the next pass on.
      </p>
      <Group justify="flex-end" gap={8} mt={16}>
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {action !== undefined && (
          <Button
            data-autofocus
            autoFocus
            loading={deed.isPending}
            onClick={() => deed.run(action, { selection: { ids: [pair.id] }, what: pair.source })}
          >
            Try again
          </Button>
        )}
      </Group>
    </>
  );
}
