'use client';

import { Tabs } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { isProviderAdmin, roleIn, useSession } from '../../lib/session.tsx';
import { keepCsrfToken } from '../../lib/api.ts';
import { useAddress } from '../../lib/use-address.ts';
import { Page, PageHead, Section } from '../../ui/page.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { ChangePasswordForm } from '../sign-in/change-password-form.tsx';
import { People } from './people.tsx';
import { TenantSettings } from './tenant-settings.tsx';
import { Tokens } from './tokens.tsx';
import { Workers } from './workers.tsx';
import classes from './settings.module.css';

const roleWords = {
  'provider-admin': 'provider’s administrator',
  operator: 'operator',
  viewer: 'viewer',
};

export function SettingsPage() {
  const session = useSession();
  const { id: tenant } = useTenant();
  const { query, change } = useAddress();
  const isAdmin = isProviderAdmin(session);
  const tabs = ['you', 'tokens', ...(isAdmin ? ['tenant', 'people', 'workers'] : [])];
  const tab = tabs.find((one) => one === query.get('tab')) ?? 'you';
  const role = roleIn(session, tenant);
  return (
    <Page>
      <PageHead
        title="Settings"
        sentence={`${session.operator.name}${role === undefined ? '' : `, ${roleWords[role]}`}`}
      />
      <Tabs value={tab} onChange={(next) => change({ tab: next ?? '' }, true)} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="you">Password</Tabs.Tab>
          <Tabs.Tab value="tokens">API tokens</Tabs.Tab>
          {isAdmin && <Tabs.Tab value="tenant">Tenant</Tabs.Tab>}
          {isAdmin && <Tabs.Tab value="people">People</Tabs.Tab>}
          {isAdmin && <Tabs.Tab value="workers">Workers</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="you" className={classes.panel}>
          <Section title="Change password" note="All other sessions of yours end with it.">
            <div className={classes.narrow}>
              <ChangePasswordForm
                onDone={({ csrf }) => {
                  keepCsrfToken(csrf);
                  notifications.show({ message: 'The password is changed' });
                }}
              />
            </div>
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="tokens" className={classes.panel}>
          <Tokens />
        </Tabs.Panel>
        {isAdmin && (
          <Tabs.Panel value="tenant" className={classes.panel}>
            <TenantSettings />
          </Tabs.Panel>
        )}
        {isAdmin && (
          <Tabs.Panel value="people" className={classes.panel}>
            <People />
          </Tabs.Panel>
        )}
        {isAdmin && (
          <Tabs.Panel value="workers" className={classes.panel}>
            <Workers />
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  );
}
