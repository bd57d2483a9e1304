'use client';

import type { Operator } from '@mailhaul/contracts';
import { Button, Group, Modal, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { RoleFields } from './role-fields.tsx';

interface PersonDialogProps {
  /** Undefined: somebody new. */
  readonly person: Operator | undefined;
  readonly onClose: () => void;
}

/** Adds a person with a first password, or says what somebody may do. */
export function PersonDialog({ person, onClose }: PersonDialogProps) {
  const { id: tenant } = useTenant();
  const [values, setValues] = useState({ login: '', name: '', password: '' });
  const [roles, setRoles] = useState<Operator['roles']>(
    person?.roles ?? [{ tenant, role: 'operator' }],
  );
  const options = { showsProblem: true, touches: ['listOperators'] as const, onDone: onClose };
  const add = useDeed('addOperator', options);
  const change = useDeed('setRoles', options);
  const { error, isPending } = person === undefined ? add : change;
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    if (person === undefined) add.mutate({ body: { ...values, roles } });
    else
      change.mutate({ path: { operator: person.id }, ifMatch: person.revision, body: { roles } });
  };
  const field = (key: keyof typeof values) => ({
    value: values[key],
    required: true,
    withAsterisk: false,
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setValues((before) => ({ ...before, [key]: value })),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size={520}
      title={person === undefined ? 'Add person' : `Roles of ${person.name}`}
    >
      <form onSubmit={send}>
        <Stack gap={14}>
          {person === undefined && (
            <>
              <TextInput label="Name" {...field('name')} data-autofocus />
              <TextInput label="Signs in as" autoComplete="off" {...field('login')} />
              <PasswordInput
                label="One-time password"
                description="10 characters at least; they choose their own at the first sign-in"
                autoComplete="new-password"
                minLength={10}
                {...field('password')}
              />
            </>
          )}
          <RoleFields roles={roles} onChange={setRoles} />
          {error !== null && <ProblemNotice error={error} takesFocus />}
          <Group justify="flex-end" gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isPending}>
              {person === undefined ? 'Add person' : 'Save roles'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
