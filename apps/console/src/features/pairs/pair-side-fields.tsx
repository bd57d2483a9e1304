'use client';

import type { Connection, Pair } from '@mailhaul/contracts';
import { PasswordInput, Select, TextInput } from '@mantine/core';
import { useExplain } from '../../lib/catalogue.tsx';
import { mailboxKindOptions } from '../../lib/mailbox-kind.ts';
import { type MailboxKind, type PairDraft, type PairFaults, secretNote } from './pair-draft.ts';
import classes from './pair-editor.module.css';
import { isMendedByEdit } from './sign-in-problems.ts';

interface SideFieldsProps {
  readonly side: 'source' | 'target';
  readonly pair: Pair;
  readonly connection: Connection | undefined;
  readonly draft: PairDraft;
  readonly faults: PairFaults;
  readonly set: (changes: Partial<PairDraft>) => void;
  /** Why another address cannot be given now. */
  readonly addressRefusal: string | undefined;
}

const fields = {
  source: {
    ...({ address: 'source', user: 'sourceUser' } as const),
    ...({ password: 'sourcePassword', token: 'sourceToken', kind: 'sourceKind' } as const),
  },
  target: {
    ...({ address: 'target', user: 'targetUser' } as const),
    ...({ password: 'targetPassword', token: 'targetToken', kind: 'targetKind' } as const),
  },
} as const;

/** Where a mailbox is on one side, and who signs in to it with what. */
export function PairSideFields(props: SideFieldsProps) {
  const { side, pair, connection, draft, faults, set, addressRefusal } = props;
  const explain = useExplain();
  const { address, user, password, token, kind } = fields[side];
  const usesTokens = connection?.oauth !== undefined;
  const secret = usesTokens ? token : password;
  const isExchange = connection !== undefined && connection.kind !== 'imap';
  const isSaved = side === 'source' ? pair.hasSourcePassword : pair.hasTargetPassword;
  const field = (key: 'source' | 'target' | typeof user | typeof secret) => ({
    value: draft[key],
    error: faults[key],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      set({ [key]: value }),
  });
  return (
    <fieldset className={classes.side}>
      <legend>{side === 'source' ? 'Source' : 'Target'}</legend>
      {isMendedByEdit(pair) && pair.side === side && (
        <p className={classes.trouble}>{explain(pair.reason ?? '').cause}</p>
      )}
      <TextInput
        label={`${side === 'source' ? 'Source' : 'Target'} address`}
        description={addressRefusal}
        disabled={addressRefusal !== undefined}
        autoComplete="off"
        spellCheck={false}
        {...field(address)}
      />
      {isExchange && (
        <Select
          label={`${side === 'source' ? 'Source' : 'Target'} is`}
          disabled={addressRefusal !== undefined}
          data={[{ value: '', label: 'As the connection says' }, ...mailboxKindOptions]}
          value={draft[kind]}
          allowDeselect={false}
          onChange={(value) => set({ [kind]: (value ?? '') as MailboxKind | '' })}
        />
      )}
      <TextInput
        label={`${side === 'source' ? 'Source' : 'Target'} user name`}
        description="Left empty: the address"
        autoComplete="off"
        spellCheck={false}
        {...field(user)}
      />
      <PasswordInput
        label={`${side === 'source' ? 'Source' : 'Target'} ${usesTokens ? 'refresh token' : 'password'}`}
        description={secretNote(side, {
          ...{ pair, draft },
          ...(connection === undefined ? {} : { connection }),
        })}
        placeholder={isSaved ? '••••••••' : undefined}
        autoComplete="new-password"
        maxLength={usesTokens ? 8000 : 1000}
        {...field(secret)}
      />
    </fieldset>
  );
}
