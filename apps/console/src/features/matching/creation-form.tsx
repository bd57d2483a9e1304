'use client';

import { problemOf } from '@mailhaul/api-client';
import type { CreationInput, Job } from '@mailhaul/contracts';
import { Checkbox, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';

const classNames = {
  lower: 'Small letters',
  upper: 'Capitals',
  digits: 'Digits',
  symbols: 'Symbols',
} as const;
type ClassName = keyof typeof classNames;
const isClass = (name: string): name is ClassName => name in classNames;

const fresh: CreationInput = {
  ...{ domain: '', unit: '', name: '{displayname}', alias: '{localpart}' },
  password: { length: 16, classes: ['lower', 'upper', 'digits', 'symbols'], mustChange: true },
  hookSeconds: 60,
};

interface CreationFormProps {
  readonly job: Job;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** How target mailboxes of a job are made. */
export function CreationForm({ job, isOpen, onClose }: CreationFormProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="Creation settings" size={640}>
      {isOpen && <Fields job={job} onDone={onClose} />}
    </Modal>
  );
}

function Fields({ job, onDone }: { job: Job; onDone: () => void }) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const [draft, setDraft] = useState<CreationInput>(job.creation ?? fresh);
  const save = useDeed('setCreation', {
    showsProblem: true,
    said: 'Saved. What is planned already stays as it was shown',
    touches: ['readJob', 'listJobs'],
    onDone,
  });
  const faults = problemOf(save.error)?.faults ?? [];
  const faultOf = (field: string) =>
    faults.find(({ place }) => place === `creation.${field}`)?.message;
  const isAtField = faults.length > 0 && faults.every(({ place }) => place.startsWith('creation.'));
  const set = (change: Partial<CreationInput>) => setDraft((was) => ({ ...was, ...change }));
  const rule = (change: Partial<CreationInput['password']>) =>
    set({ password: { ...draft.password, ...change } });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    const { hook = '', ...rest } = draft;
    const creation = hook.trim() === '' ? rest : { ...rest, hook: hook.trim() };
    save.mutate({
      path: { tenant, job: job.id },
      ifMatch: job.revision,
      body: { creation },
    });
  };
  const text = (field: 'domain' | 'unit' | 'name' | 'alias', label: string, hint: string) => (
    <TextInput
      label={label}
      description={hint}
      value={draft[field]}
      error={faultOf(field)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  );
  return (
    <form onSubmit={send}>
      <fieldset disabled={refusal !== undefined} style={{ border: 0, margin: 0, padding: 0 }}>
        <Stack gap={14}>
          {text('domain', 'Domain', 'Behind the @ of the new addresses, like new.example')}
          {text('unit', 'Unit', 'Where users are made, like ou=People,dc=new,dc=example')}
          {text('name', 'Name', '{displayname}, {first}, {last}, {localpart}, {domain}')}
          {text('alias', 'Alias', 'Before the @, and to sign in with: the same placeholders')}
          <NumberInput
            label="Characters of initial passwords"
            description="Random for each user; an operator reads each of them once"
            min={8}
            max={64}
            value={draft.password.length}
            error={faultOf('password.length')}
            onChange={(value) => rule({ length: Number(value) })}
          />
          <Checkbox.Group
            label="They hold"
            value={draft.password.classes}
            error={faultOf('password.classes')}
            onChange={(value) => rule({ classes: value.filter(isClass) })}
          >
            <Group gap={16} mt={6}>
              {Object.entries(classNames).map(([value, label]) => (
                <Checkbox key={value} value={value} label={label} />
              ))}
            </Group>
          </Checkbox.Group>
          <Checkbox
            label="Another password at the first sign-in, where the directory knows of that"
            checked={draft.password.mustChange}
            onChange={(event) => rule({ mustChange: event.currentTarget.checked })}
          />
          <Group grow align="flex-start">
            <TextInput
              label="Hook"
              description="File name of the program that finishes each; empty: none"
              placeholder="enable-mailbox"
              value={draft.hook ?? ''}
              error={faultOf('hook')}
              onChange={(event) => set({ hook: event.currentTarget.value })}
            />
            <NumberInput
              label="Seconds at most"
              description="Then it is ended"
              min={1}
              max={600}
              value={draft.hookSeconds}
              error={faultOf('hookSeconds')}
              onChange={(value) => set({ hookSeconds: Number(value) })}
            />
          </Group>
          {save.error !== null && !isAtField && <ProblemNotice error={save.error} takesFocus />}
          <Group>
            <ActionButton type="submit" refusal={refusal} loading={save.isPending}>
              Save creation settings
            </ActionButton>
          </Group>
        </Stack>
      </fieldset>
    </form>
  );
}
