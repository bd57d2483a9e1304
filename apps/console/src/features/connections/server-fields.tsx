'use client';

import { Input, SegmentedControl, TextInput } from '@mantine/core';
import type { ConnectionDraft } from './connection-draft.ts';
import classes from './connections.module.css';

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

/** Name, host, port and encryption. */
export function ServerFields({ draft, set, faults }: FieldsProps) {
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
      <div className={classes.pair}>
        <TextInput
          label="Host"
          placeholder="imap.example.com"
          value={draft.host}
          maxLength={255}
          error={faults.host}
          onChange={(event) => set({ host: event.currentTarget.value })}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          placeholder={draft.security === 'tls' ? '993' : '143'}
          value={draft.port}
          error={faults.port}
          onChange={(event) => set({ port: event.currentTarget.value })}
        />
      </div>
      <div>
        <Input.Label component="div">Encryption</Input.Label>
        <div>
          {' '}
          <SegmentedControl
            aria-label="Encryption"
            value={draft.security}
            onChange={(security) => set({ security })}
            data={[
              { value: 'tls', label: 'TLS' },
              { value: 'starttls', label: 'STARTTLS' },
              { value: 'none', label: 'None' },
            ]}
          />
        </div>
        <p className="muted" style={{ margin: '6px 0 0', fontSize: 12, lineHeight: '16px' }}>
          {securityNotes[draft.security]}
        </p>
      </div>
    </>
  );
}
