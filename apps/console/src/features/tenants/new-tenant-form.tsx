'use client';

import { colourNames } from '@mailhaul/contracts';
import { Button, ColorSwatch, Group, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { Check } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { ProblemNotice } from '../../ui/problem-notice.tsx';

interface NewTenantFormProps {
  /** The name that stands there at first. */
  readonly suggested?: string;
  /** Undefined: there is nothing to go back to. */
  readonly onCancel?: () => void;
}

/** Name, short name and colour of a tenant; once it is made it opens. */
export function NewTenantForm({ suggested = '', onCancel }: NewTenantFormProps) {
  const router = useRouter();
  const [name, setName] = useState(suggested);
  const [ownId, setOwnId] = useState<string>();
  const [colour, setColour] = useState<(typeof colourNames)[number]>('indigo');
  const id = ownId ?? idOf(name);
  const create = useDeed('createTenant', {
    showsProblem: true,
    touches: ['listTenants'],
    onDone: (tenant) => router.push(`/t/${tenant.id}`),
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate({ body: { id, name, colour } });
  };
  return (
    <form onSubmit={send} style={{ textAlign: 'left' }}>
      <Stack gap={14}>
        <TextInput
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          required
          withAsterisk={false}
          data-autofocus
          autoFocus={onCancel === undefined}
          onFocus={(event) => event.currentTarget.select()}
        />
        <TextInput
          label="Short name"
          description="Stands in addresses for good: a–z, 0–9 and -"
          value={id}
          maxLength={40}
          onChange={(event) => setOwnId(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Group gap={6} role="radiogroup" aria-label="Colour">
          {colourNames.map((one) => (
            <UnstyledButton
              key={one}
              role="radio"
              aria-checked={one === colour}
              aria-label={one}
              onClick={() => setColour(one)}
            >
              <ColorSwatch color={`var(--mantine-color-${one}-6)`} size={26}>
                {one === colour && <Check size={14} color="#fff" />}
              </ColorSwatch>
            </UnstyledButton>
          ))}
        </Group>
        {create.error !== null && <ProblemNotice error={create.error} takesFocus />}
        <Group justify={onCancel === undefined ? 'flex-start' : 'flex-end'} gap={8}>
          {onCancel !== undefined && (
            <Button variant="default" onClick={onCancel}>
              Cancel
            </Button>
          )}
          <Button type="submit" loading={create.isPending}>
            Create tenant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A short name made of the name. */
function idOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
}
