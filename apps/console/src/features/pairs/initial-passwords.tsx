'use client';

import type { InitialPasswords as Told, PairSelection } from '@mailhaul/contracts';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Copy, Download } from 'lucide-react';
import { useState } from 'react';
import { client, newKey } from '../../lib/api.ts';
import { downloadText } from '../../lib/download-text.ts';
import { mailboxes } from '../../lib/format.ts';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './initial-passwords.module.css';
import { passwordsCsv } from './passwords-csv.ts';
import type { Chosen } from './use-pair-deed.tsx';

interface InitialPasswordsProps {
  readonly job: string;
  /** Whose; undefined: nobody asked. */
  readonly chosen: Chosen | undefined;
  readonly onClose: () => void;
}

/** Tells initial passwords, once. They are nowhere but in this window, and go with it. */
export function InitialPasswords({ job, chosen, onClose }: InitialPasswordsProps) {
  const [told, setTold] = useState<Told>();
  const close = () => {
    setTold(undefined);
    onClose();
  };
  const isShown = told !== undefined && told.rows.length > 0;
  return (
    <Modal
      opened={chosen !== undefined}
      onClose={close}
      title={chosen === undefined ? '' : `Initial passwords of ${chosen.what}`}
      size={760}
      // They are not shown again: closing is said, not slipped into.
      withCloseButton={!isShown}
      closeOnEscape={!isShown}
      closeOnClickOutside={!isShown}
    >
      {chosen !== undefined && told === undefined && (
        <Ask {...{ job }} selection={chosen.selection} onTold={setTold} onClose={close} />
      )}
      {told !== undefined && <Shown told={told} onClose={close} />}
    </Modal>
  );
}

function Ask({
  job,
  selection,
  onTold,
  onClose,
}: {
  job: string;
  selection: PairSelection;
  onTold: (told: Told) => void;
  onClose: () => void;
}) {
  const { id: tenant } = useTenant();
  const queries = useQueryClient();
  // The same key again after a lost answer: what was told by it is told by it once more.
  const [key] = useState(newKey);
  const [error, setError] = useState<unknown>();
  const [isPending, setPending] = useState(false);
  const read = async () => {
    setPending(true);
    try {
      const path = { tenant, job };
      const ask = { path, body: { selection }, idempotencyKey: key };
      // Asked without the cache of answers, which would keep them.
      onTold(await client.call('tellInitialPasswords', ask));
      await queries.invalidateQueries({ queryKey: ['readPair'] });
    } catch (problem) {
      setError(problem);
      setPending(false);
    }
  };
  return (
    <Stack gap={14}>
      <Text size="sm">
        Each is told once and kept no longer. Have a safe place for them at hand, and give each to
        its user alone. The activity of each mailbox says that you have read it.
      </Text>
      {error !== undefined && <ProblemNotice error={error} takesFocus />}
      <Group gap={8}>
        <Button loading={isPending} onClick={() => void read()}>
          {error === undefined ? 'Read initial passwords' : 'Try again'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </Stack>
  );
}

function Shown({ told: { rows, withoutCount }, onClose }: { told: Told; onClose: () => void }) {
  const [copied, setCopied] = useState('');
  const copy = (text: string, what: string) =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(`${what} copied`),
      () => setCopied('The browser refuses to copy: mark it and copy it by hand'),
    );
  const without =
    withoutCount === 0
      ? ''
      : `${mailboxes(withoutCount)} without one to tell: none was set, it was told already, or the mailbox is not made yet.`;
  if (rows.length === 0) {
    return (
      <Stack gap={14}>
        <Text size="sm">{without}</Text>
        <Group>
          <Button onClick={onClose}>Close</Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap={14}>
      <Text size="sm">They are not shown again. {without}</Text>
      <div className={classes.table}>
        <PlainTable
          label="Initial passwords"
          rows={rows}
          columns={[
            { id: 'target', label: 'Target mailbox', render: ({ target }) => target },
            {
              ...{ id: 'password', label: 'Initial password' },
              render: ({ password }) => <code className={classes.password}>{password}</code>,
            },
            {
              ...{ id: 'copy', label: 'Copy', isQuiet: true, width: 90 },
              render: ({ target, password }) => (
                <Button
                  variant="default"
                  size="compact-xs"
                  leftSection={<Copy size={12} aria-hidden />}
                  aria-label={`Copy the password of ${target}`}
                  onClick={() => copy(password, `The password of ${target}`)}
                >
                  Copy
                </Button>
              ),
            },
          ]}
        />
      </div>
      <Group gap={8}>
        <Button
          variant="default"
          leftSection={<Download size={14} aria-hidden />}
          onClick={() => downloadText('initial-passwords.csv', passwordsCsv(rows))}
        >
          Save as CSV
        </Button>
        <Button onClick={onClose}>I have kept them: close</Button>
        <span role="status" className="muted">
          {copied}
        </span>
      </Group>
    </Stack>
  );
}
