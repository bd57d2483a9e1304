'use client';

import { Button, Checkbox, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { isProviderAdmin, useSession } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';

interface NewTokenDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onIssued: (token: string) => void;
}

const dayMs = 86_400_000;
const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '', label: 'No end' },
];

export function NewTokenDialog(props: NewTokenDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="New API token">
      <Form {...props} />
    </Modal>
  );
}

function Form({ onClose, onIssued }: NewTokenDialogProps) {
  const { id: tenant, name } = useTenant();
  const isAdmin = isProviderAdmin(useSession());
  const [label, setLabel] = useState('');
  const [scopes, setScopes] = useState<string[]>(['read']);
  const [isHere, setHere] = useState(true);
  const [days, setDays] = useState<string | null>('90');
  const issue = useDeed('issueToken', {
    showsProblem: true,
    touches: ['listTokens'],
    onDone: ({ token }) => {
      onIssued(token);
      onClose();
    },
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    issue.mutate({
      body: {
        label,
        scopes: scopes as ('read' | 'operate' | 'administer')[],
        ...(isHere ? { tenant } : {}),
        ...(days ? { expiresAt: Date.now() + Number(days) * dayMs } : {}),
      },
    });
  };
  return (
    <form onSubmit={send}>
      <Stack gap={14}>
        <TextInput
          label="What it is for"
          placeholder="Nightly report"
          value={label}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox.Group label="It may" value={scopes} onChange={setScopes}>
          <Stack gap={6} mt={6}>
            <Checkbox value="read" label="Read: look at everything" />
            <Checkbox value="operate" label="Operate: define, start, pause, import" />
            {isAdmin && <Checkbox value="administer" label="Administer: people and tenants" />}
          </Stack>
        </Checkbox.Group>
        <Checkbox
          label={`Only in ${name}`}
          checked={isHere}
          onChange={(event) => setHere(event.currentTarget.checked)}
        />
        <Select label="Ends after" data={lives} value={days} onChange={setDays} />
        {issue.error !== null && <ProblemNotice error={issue.error} takesFocus />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={issue.isPending} disabled={scopes.length === 0}>
            Create token
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
