'use client';

import type { Connection } from '@mailhaul/contracts';
import { PasswordInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import { type ConnectionDraft, isExchange, settingsOf, usesOauth } from './connection-draft.ts';
import { mailboxKindOptions } from '../../lib/mailbox-kind.ts';
import type { FieldsProps } from './server-fields.tsx';

const exchangeMethods = [
  { value: '', label: 'NTLM or Basic, as the server offers' },
  { value: 'ntlm', label: 'NTLM' },
  { value: 'basic', label: 'Basic' },
  { value: 'oauth', label: 'Access token (OAuth)' },
];

const methods = [
  { value: '', label: 'The best that the server offers' },
  { value: 'plain', label: 'PLAIN' },
  { value: 'login', label: 'LOGIN' },
  { value: 'cram-md5', label: 'CRAM-MD5' },
  { value: 'scram-sha-1', label: 'SCRAM-SHA-1' },
  { value: 'scram-sha-256', label: 'SCRAM-SHA-256' },
  { value: 'scram-sha-1-plus', label: 'SCRAM-SHA-1-PLUS (tied to the TLS connection)' },
  { value: 'scram-sha-256-plus', label: 'SCRAM-SHA-256-PLUS (tied to the TLS connection)' },
  { value: 'xoauth2', label: 'Access token (XOAUTH2)' },
  { value: 'oauthbearer', label: 'Access token (OAUTHBEARER)' },
];

/** Who signs in, and by what. */
export function SignInFields(props: FieldsProps & { saved: Connection | undefined }) {
  const { draft, set, faults, saved } = props;
  const kept = saved?.hasSecrets === true ? sayKept(draft, saved) : undefined;
  const isAdmin = draft.signIn === 'admin';
  return (
    <>
      <Radio.Group label="Who signs in" value={draft.signIn} onChange={(signIn) => set({ signIn })}>
        <Stack gap={8} mt={6}>
          <Radio
            size="xs"
            value="mailbox"
            label="Each mailbox itself"
            description="With its own password or token, which stands in the CSV of the job"
          />
          <Radio
            size="xs"
            value="admin"
            label="One account for all mailboxes"
            description={
              isExchange(draft)
                ? 'It opens them in their owners’ place or by its rights; no mailbox password is needed'
                : 'An administrator’s or master account; no mailbox password is needed'
            }
          />
        </Stack>
      </Radio.Group>
      {isAdmin && !usesOauth(draft) && (
        <>
          <TextInput
            label="Account"
            autoComplete="off"
            value={draft.adminUser}
            error={faults.adminUser}
            onChange={(event) => set({ adminUser: event.currentTarget.value })}
          />
          <PasswordInput
            label="Password of the account"
            description={kept}
            autoComplete="new-password"
            value={draft.password}
            onChange={(event) => set({ password: event.currentTarget.value })}
          />
        </>
      )}
      {isAdmin && draft.kind === 'exchange' && <AccessField {...props} />}
      <Select
        label="Way of signing in"
        data={waysOf(draft)}
        allowDeselect={false}
        value={draft.auth ?? ''}
        onChange={(auth) => set({ auth: (auth ?? '') as ConnectionDraft['auth'] })}
      />
      {usesOauth(draft) && <OauthFields {...props} kept={kept} />}
      {isExchange(draft) ? (
        <MailboxKindField {...props} />
      ) : (
        <TextInput
          label="How the user is written"
          description="{mailbox}, {local} and {domain} stand for the mailbox’s; left empty: the address itself"
          placeholder={isAdmin ? '{mailbox}*master' : '{mailbox}'}
          value={draft.login}
          error={faults.login}
          onChange={(event) => set({ login: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** Exchange Online takes tokens alone. */
function waysOf({ kind }: ConnectionDraft) {
  if (kind === 'imap') return methods;
  return kind === 'office365'
    ? exchangeMethods.filter(({ value }) => value === 'oauth')
    : exchangeMethods;
}

function AccessField({ draft, set }: FieldsProps) {
  return (
    <Select
      label="How it opens the mailboxes"
      description={
        draft.access === 'delegate'
          ? 'Add-MailboxPermission MAILBOX -User ACCOUNT -AccessRights FullAccess, for each one'
          : 'New-ManagementRoleAssignment -Role ApplicationImpersonation -User ACCOUNT, once'
      }
      data={[
        { value: 'impersonation', label: 'In the owners’ place (ApplicationImpersonation)' },
        { value: 'delegate', label: 'By its rights on each mailbox (full access)' },
      ]}
      value={draft.access}
      allowDeselect={false}
      onChange={(access) => set({ access: access === 'delegate' ? access : 'impersonation' })}
    />
  );
}

function MailboxKindField({ draft, set }: FieldsProps) {
  return (
    <Select
      label="What the mailboxes are"
      description="Where a row of the CSV does not say otherwise (source_kind, target_kind)"
      data={mailboxKindOptions}
      value={draft.mailboxKind}
      allowDeselect={false}
      onChange={(mailboxKind) =>
        set({ mailboxKind: (mailboxKind ?? 'user') as ConnectionDraft['mailboxKind'] })
      }
    />
  );
}

/** Secrets that were saved for one server go to no other. */
function sayKept(draft: ConnectionDraft, saved: Connection): string {
  const { host, port, security, oauth, exchange } = settingsOf(draft);
  const isSame =
    host === saved.host &&
    port === saved.port &&
    security === saved.security &&
    oauth?.endpoint === saved.oauth?.endpoint &&
    exchange?.path === saved.exchange?.path &&
    exchange?.autodiscover?.hosts.join() === saved.exchange?.autodiscover?.hosts.join();
  return isSame
    ? 'Kept as it is unless you type another'
    : 'Type it again: it was saved for another server';
}

const endpoints = [
  { value: 'google', label: 'Google' },
  { value: 'microsoft', label: 'Microsoft' },
  { value: 'other', label: 'Another token endpoint' },
];

function OauthFields({ draft, set, faults, kept }: FieldsProps & { kept: string | undefined }) {
  const { oauthEndpoint } = draft;
  const isNamed = oauthEndpoint === 'google' || oauthEndpoint === 'microsoft';
  const field = (key: 'oauthTenant' | 'clientId' | 'scope', label: string, note?: string) => (
    <TextInput
      label={label}
      description={note}
      value={draft[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  const secret = (key: 'clientSecret' | 'refreshToken', label: string) => (
    <PasswordInput
      label={label}
      description={kept}
      autoComplete="new-password"
      value={draft[key]}
      onChange={(event) => set({ [key]: event.currentTarget.value })}
    />
  );
  return (
    <>
      <Select
        label="Who gives the tokens"
        data={endpoints}
        value={isNamed ? oauthEndpoint : oauthEndpoint === '' ? null : 'other'}
        error={faults.oauthEndpoint}
        onChange={(value) => set({ oauthEndpoint: value === 'other' ? 'https://' : (value ?? '') })}
      />
      {!isNamed && oauthEndpoint !== '' && (
        <TextInput
          label="Token endpoint"
          value={oauthEndpoint}
          onChange={(event) => set({ oauthEndpoint: event.currentTarget.value })}
        />
      )}
      {oauthEndpoint === 'microsoft' && field('oauthTenant', 'Tenant id')}
      {field('clientId', 'Client id')}
      {secret('clientSecret', 'Client secret')}
      {secret('refreshToken', 'Refresh token')}
      {field('scope', 'Scope', 'Left empty: the usual one')}
    </>
  );
}
