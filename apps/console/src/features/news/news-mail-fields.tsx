'use client';

import { type LastMail, mailAddressSchema, type NewsOptionsAnswer } from '@mailhaul/contracts';
import { Stack, TextInput } from '@mantine/core';
import { counted, formatAbsolute } from '../../lib/format.ts';
import { addressesIn, type NewsOptionsDraft } from './news-options.ts';
import classes from './news-options.module.css';

interface NewsMailFieldsProps {
  readonly draft: NewsOptionsDraft;
  readonly options: NewsOptionsAnswer;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: NewsOptionsDraft) => void;
}

const fields = [
  ['to', 'To', 'Several addresses are separated by a semicolon (;).'],
  ['cc', 'CC', undefined],
  ['bcc', 'BCC', 'Nobody else sees who stands here.'],
] as const;

/** To whom news are mailed, and how the last mails ended. */
export function NewsMailFields({ draft, options, isReadOnly, onChange }: NewsMailFieldsProps) {
  const { canMail, lastMail } = options;
  const isNobody = [draft.to, draft.cc, draft.bcc].every((text) => addressesIn(text).length === 0);
  return (
    <Stack gap={12}>
      {!canMail && (
        <p className={classes.notice} role="status">
          No mail server is set up, so no e-mails go out. Whoever runs Mailhaul sets{' '}
          <code>MAILHAUL_SMTP_URL</code>, <code>MAILHAUL_MAIL_FROM</code> and{' '}
          <code>MAILHAUL_MAIL_TO</code> for the notifier and starts it again. What is chosen here
          holds from then on.
        </p>
      )}
      {fields.map(([name, label, description]) => {
        const wrong = addressesIn(draft[name]).find(
          (one) => !mailAddressSchema.safeParse(one).success,
        );
        return (
          <TextInput
            key={name}
            label={label}
            description={description}
            value={draft[name]}
            disabled={isReadOnly}
            autoComplete="off"
            spellCheck={false}
            error={wrong === undefined ? undefined : `${wrong} is no e-mail address`}
            onChange={({ currentTarget: { value } }) => onChange({ ...draft, [name]: value })}
          />
        );
      })}
      {isNobody && (
        <p className="muted">
          Nobody is named: mails go to the address that Mailhaul was set up with (MAILHAUL_MAIL_TO).
        </p>
      )}
      <p className="muted">
        Mails come from the address of MAILHAUL_MAIL_FROM. Recipients cannot unsubscribe by
        themselves: take their address out here.
      </p>
      {(['good', 'bad'] as const).map((tone) => {
        const last = lastMail[tone];
        return (
          last !== undefined && (
            <p key={tone} className="num">
              Last mail of {tone} news: {formatAbsolute(last.at)}, {endOf(last)}
            </p>
          )
        );
      })}
    </Stack>
  );
}

function endOf({ status, news, code }: LastMail): string {
  const lines = counted(news, 'line', 'lines');
  switch (status) {
    case 'sent':
      return `${lines}, taken by the mail server.`;
    case 'intended':
      return `${lines}, being sent.`;
    case 'refused':
      return `not taken (${code ?? 'no reason'}); it is tried again within five minutes.`;
    case 'doubted':
      return `${lines}; the mail server gave no word on it, so it is not sent again. The next mail says so.`;
  }
}
