'use client';

import { Button, CopyButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { KeyRound } from 'lucide-react';
import { useState } from 'react';
import { useApi } from '../../lib/api.ts';
import { useDeed } from '../../lib/use-deed.ts';
import { Empty } from '../../ui/empty.tsx';
import { Section } from '../../ui/page.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Time } from '../../ui/time.tsx';
import { NewTokenDialog } from './new-token-dialog.tsx';
import classes from './settings.module.css';

const scopeWords = { read: 'read', operate: 'operate', administer: 'administer' };

/** What programs sign in with in one's name. */
export function Tokens() {
  const { data, error, refetch } = useApi('listTokens', {});
  const [isMaking, making] = useDisclosure(false);
  const [issued, setIssued] = useState<string>();
  const revoke = useDeed('revokeToken', { touches: ['listTokens'], said: 'The token is revoked' });
  const ask = (id: string, label: string) =>
    modals.openConfirmModal({
      title: `Revoke ${label}`,
      children: 'Programs that use it are refused from now on.',
      labels: { confirm: 'Revoke token', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate({ path: { token: id } }),
    });
  const add = <Button onClick={making.open}>New token</Button>;
  return (
    <Section
      title="API tokens"
      note="For the command line and for programs: a token may do what you may, within its scopes."
      actions={(data?.length ?? 0) > 0 && add}
    >
      {issued !== undefined && (
        <div className={classes.token} role="status">
          <strong>Copy the token now: it is not shown again</strong>
          <code>{issued}</code>
          <CopyButton value={issued}>
            {({ copied, copy }) => (
              <Button onClick={copy}>{copied ? 'Copied' : 'Copy token'}</Button>
            )}
          </CopyButton>
        </div>
      )}
      {error !== null && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data?.length === 0 && (
        <Empty icon={KeyRound} title="No tokens yet" action={add}>
          Make one to use <code>mailhaul --server</code> or the API.
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <PlainTable
          label="API tokens"
          rows={data}
          columns={[
            { id: 'label', label: 'Token', render: ({ label }) => label },
            {
              id: 'scopes',
              label: 'May',
              width: 200,
              render: ({ scopes }) => scopes.map((scope) => scopeWords[scope]).join(', '),
            },
            {
              id: 'tenant',
              isMinor: true,
              label: 'Tenant',
              width: 160,
              render: ({ tenant }) => tenant ?? 'All of yours',
            },
            {
              id: 'made',
              isMinor: true,
              label: 'Made',
              width: 130,
              render: ({ createdAt }) => <Time at={createdAt} />,
            },
            {
              id: 'ends',
              label: 'Ends',
              width: 130,
              render: ({ expiresAt }) =>
                expiresAt === undefined ? 'Never' : <Time at={expiresAt} />,
            },
            {
              id: 'revoke',
              label: 'Revoke',
              width: 96,
              isQuiet: true,
              render: ({ id, label }) => (
                <Button
                  variant="default"
                  aria-label={`Revoke ${label}`}
                  onClick={() => ask(id, label)}
                >
                  Revoke
                </Button>
              ),
            },
          ]}
        />
      )}
      <NewTokenDialog isOpen={isMaking} onClose={making.close} onIssued={setIssued} />
    </Section>
  );
}
