'use client';

import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Building2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useApi } from '../../lib/api.ts';
import { formatCount, counted } from '../../lib/format.ts';
import { isProviderAdmin, SessionGate, useSession } from '../../lib/session.tsx';
import { useAddress } from '../../lib/use-address.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page, PageHead } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { AppFrame } from '../frame/app-frame.tsx';
import { NewTenantDialog } from './new-tenant-dialog.tsx';
import { NewTenantForm } from './new-tenant-form.tsx';
import { TenantTable } from './tenant-table.tsx';
import classes from './tenants-page.module.css';

export function TenantsPage() {
  return (
    <SessionGate>
      <AppFrame>
        <Tenants />
      </AppFrame>
    </SessionGate>
  );
}

const tenantsMax = 500;

function Tenants() {
  const router = useRouter();
  const { query, change } = useAddress();
  const [isAdding, adding] = useDisclosure(false);
  const isAdmin = isProviderAdmin(useSession());
  const q = query.get('q') ?? '';
  const { data, error, refetch } = useApi(
    'listTenants',
    { query: { limit: tenantsMax, sort: '-needYou', ...(q === '' ? {} : { q }) } },
    { keeps: true },
  );
  const rows = data?.rows ?? [];
  const showsAll = isAdmin && (q !== '' || query.get('show') === 'all');
  const only = !showsAll && q === '' && rows.length === 1 ? rows[0] : undefined;
  useEffect(() => {
    if (only !== undefined) router.replace(`/t/${only.id}`);
  }, [only, router]);

  if (error !== null && data === undefined) {
    return (
      <Page>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (data === undefined || only !== undefined) {
    return (
      <Page>
        <Loading />
      </Page>
    );
  }
  const needing = rows.filter(({ needYou }) => needYou > 0).length;
  const running = rows.reduce((sum, tenant) => sum + tenant.running, 0);
  if (rows.length === 0 && q === '') return <NoTenants isAdmin={isAdmin} />;
  return (
    <Page>
      <PageHead
        title="Tenants"
        sentence={
          needing === 0
            ? `Nothing waits for you · ${counted(running, 'mailbox', 'mailboxes')} running`
            : `${counted(needing, 'tenant')} ${needing === 1 ? 'needs' : 'need'} you · ${formatCount(running)} mailboxes running`
        }
        actions={isAdmin && <Button onClick={adding.open}>New tenant</Button>}
      />
      {rows.length > 8 || q !== '' ? (
        <SearchBox label="Find a tenant" value={q} onChange={(text) => change({ q: text })} />
      ) : null}
      {rows.length > 0 && <TenantTable rows={rows} />}
      {rows.length === 0 && q !== '' && (
        <Empty icon={Building2} title={`No tenant is called “${q}”`} />
      )}
      <NewTenantDialog isOpen={isAdding} onClose={adding.close} />
    </Page>
  );
}

/** The first thing that an administrator sees: one click leads on, and every word of it can be changed later but one. */
function NoTenants({ isAdmin }: { isAdmin: boolean }) {
  if (!isAdmin) {
    return (
      <Page>
        <PageHead title="Tenants" />
        <Empty icon={Building2} title="No tenants yet">
          Nobody has given you a role in a tenant yet. Ask your provider.
        </Empty>
      </Page>
    );
  }
  return (
    <Page>
      <PageHead
        title="Your first tenant"
        sentence="A tenant is one customer: its connections, jobs and mailboxes, seen by nobody else’s people. If you migrate for one company only, one tenant is all you need."
      />
      <div className={classes.first}>
        <NewTenantForm suggested="My company" />
      </div>
    </Page>
  );
}
