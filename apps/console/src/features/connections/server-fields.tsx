'use client';

import { Input, SegmentedControl, TextInput } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { type ConnectionDraft, isExchange } from './connection-draft.ts';
import classes from './connections.module.css';
import { placeIn, warningOf } from './exchange-place.ts';

export interface FieldsProps {
  readonly draft: ConnectionDraft;
  readonly set: (changes: Partial<ConnectionDraft>) => void;
  readonly faults: Partial<Record<keyof ConnectionDraft, string>>;
}

const securityNotes = {
  tls: 'Encrypted from the first byte; the usual port is 993.',
  starttls: 'Begins in the clear and is encrypted before anything is said; the usual port is 143.',
  none: 'Passwords and mail go in the clear: only inside of a network that you trust.',
};

const exchangeNotes = {
  ...{ tls: 'HTTPS; the usual port is 443.', starttls: 'Exchange speaks HTTPS or HTTP.' },
  none: 'Passwords and mail go in the clear (HTTP): only inside of a network that you trust.',
};

/** Name, host, port and encryption. */
export function ServerFields(props: FieldsProps) {
  const { draft, set, faults } = props;
  const usualPort = isExchange(draft) ? '443' : draft.security === 'tls' ? '993' : '143';
  return (
    <>
      <TextInput
        label="Name"
        placeholder="Old mail server"
        value={draft.name}
        maxLength={200}
        error={faults.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {draft.kind === 'exchange' && <FindingFields {...props} />}
      <div className={classes.pair}>
        <TextInput
          label={draft.isFound ? 'Domain' : 'Host'}
          placeholder={placeholderOf(draft)}
          value={draft.host}
          maxLength={255}
          error={faults.host}
          onChange={(event) => set({ host: event.currentTarget.value })}
          onBlur={() => isExchange(draft) && set(placeIn(draft.host))}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          placeholder={usualPort}
          value={draft.port}
          error={faults.port}
          onChange={(event) => set({ port: event.currentTarget.value })}
        />
      </div>
      <PlaceWarning draft={draft} />
      {draft.isFound && (
        <TextInput
          label="May lead to"
          description="Hosts besides the domain’s own and Exchange Online, separated by commas: whoever it leads to is shown what signs in"
          placeholder="hoster.example.net"
          value={draft.foundHosts}
          error={faults.foundHosts}
          onChange={(event) => set({ foundHosts: event.currentTarget.value })}
        />
      )}
      {draft.kind === 'exchange' && !draft.isFound && (
        <TextInput
          label="Path"
          placeholder="/EWS/Exchange.asmx"
          value={draft.path}
          error={faults.path}
          onChange={(event) => set({ path: event.currentTarget.value })}
        />
      )}
      {draft.kind !== 'office365' && !draft.isFound && <EncryptionField {...props} />}
    </>
  );
}

function placeholderOf({ kind, isFound }: ConnectionDraft): string {
  if (kind === 'imap') return 'imap.example.com';
  return isFound ? 'example.com' : 'mail.example.com, or the URL of EWS';
}

function FindingFields({ draft, set }: FieldsProps) {
  return (
    <div>
      <Input.Label component="div">How the server is found</Input.Label>
      <SegmentedControl
        fullWidth
        aria-label="How the server is found"
        value={draft.isFound ? 'autodiscover' : 'named'}
        onChange={(way) =>
          set(way === 'named' ? { isFound: false } : { isFound: true, security: 'tls' })
        }
        data={[
          { value: 'named', label: 'By name or URL' },
          { value: 'autodiscover', label: 'Autodiscover' },
        ]}
      />
    </div>
  );
}

function PlaceWarning({ draft }: Pick<FieldsProps, 'draft'>) {
  const words = warningOf(draft);
  if (words === undefined) return null;
  return (
    <p className={classes.warning} role="note">
      <TriangleAlert size={14} aria-hidden />
      <span>{words}</span>
    </p>
  );
}

const securityWays: { value: ConnectionDraft['security']; label: string }[] = [
  { value: 'tls', label: 'TLS' },
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'none', label: 'None' },
];

function EncryptionField({ draft, set }: FieldsProps) {
  const ways = securityWays.filter(({ value }) => value !== 'starttls' || !isExchange(draft));
  const notes = isExchange(draft) ? exchangeNotes : securityNotes;
  return (
    <div>
      <Input.Label component="div">Encryption</Input.Label>
      <div>
        {' '}
        <SegmentedControl
          aria-label="Encryption"
          value={draft.security}
          onChange={(security) => set({ security })}
          data={ways}
        />
      </div>
      <p className="muted" style={{ margin: '6px 0 0', fontSize: 12, lineHeight: '16px' }}>
        {notes[draft.security]}
      </p>
    </div>
  );
}
