'use client';

import type { Operator } from '@mailhaul/contracts';
import { ActionIcon, Button, Menu } from '@mantine/core';
import { modals } from '@mantine/modals';
import { Ellipsis } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { useSession } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { Section } from '../../ui/page.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { PersonDialog } from './person-dialog.tsx';

const roleWords = { 'provider-admin': 'Administrator', operator: 'Operator', viewer: 'Viewer' };

/** Who works with Mailhaul, and what they may do where. */
export function People() {
  const { operator } = useSession();
  const { data, error, refetch } = useApi('listOperators', {});
  const [edited, setEdited] = useState<Operator | 'new'>();
  const remove = useDeed('removeOperator', {
    touches: ['listOperators'],
    said: 'The person is removed',
  });
  const ask = (person: Operator) =>
    modals.openConfirmModal({
      title: `Remove ${person.name}`,
      children: 'Their sessions and tokens end at once. What they did stays in the activity.',
      labels: { confirm: `Remove ${person.name}`, cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => remove.mutate({ path: { operator: person.id }, ifMatch: person.revision }),
    });
  return (
    <Section
      title="People"
      note="A role counts in the tenant that it is given for."
      actions={<Button onClick={() => setEdited('new')}>Add person</Button>}
    >
      {error !== null && data === undefined && (
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      )}
      <PlainTable
        label="People"
        rows={data ?? []}
        columns={[
          {
            id: 'name',
            label: 'Person',
            render: ({ name, login }) => (
              <>
                <div className="cut">{name}</div>
                <div className="cut muted">{login}</div>
              </>
            ),
          },
          { id: 'roles', label: 'May', render: ({ roles }) => sayRoles(roles) },
          {
            id: 'password',
            label: 'Password',
            width: 150,
            render: ({ mustChangePassword }) =>
              mustChangePassword ? 'One-time, unused' : 'Their own',
          },
          {
            id: 'more',
            label: 'Actions',
            width: 52,
            isQuiet: true,
            render: (person) => (
              <Menu>
                <Menu.Target>
                  <ActionIcon aria-label={`Actions for ${person.name}`}>
                    <Ellipsis size={16} />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => setEdited(person)}>Change roles</Menu.Item>
                  <Menu.Item
                    color="red"
                    disabled={person.id === operator.id}
                    onClick={() => ask(person)}
                  >
                    {person.id === operator.id ? 'You cannot remove yourself' : 'Remove…'}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            ),
          },
        ]}
      />
      {edited !== undefined && (
        <PersonDialog
          person={edited === 'new' ? undefined : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Section>
  );
}

function sayRoles(roles: Operator['roles']): string {
  if (roles.length === 0) return 'Nothing yet';
  return roles
    .map(
      ({ tenant, role }) => `${roleWords[role]} ${tenant === '*' ? 'everywhere' : `in ${tenant}`}`,
    )
    .join(', ');
}
