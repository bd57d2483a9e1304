import { specifyDecider } from '@mailhaul/testing';
import { describe, expect, it } from 'vitest';
import { type Mailer, type MailerCommand, mailerDecider, type MailerEvent } from './mailer.ts';
import {
  mailedUpTo,
  type Mailing,
  type MailingCommand,
  mailingDecider,
  type MailingEvent,
} from './mailing.ts';
import {
  isPlainAddress,
  newsKinds,
  type NewsSettings,
  type NewsSettingsCommand,
  newsSettingsDecider,
  type NewsSettingsEvent,
  usualNewsSettings,
} from './news-options.ts';

const fact = { atMs: 5, actor: 'ann' };
const command = { commandId: 'c', ...fact };

describe('what a tenant wants to be told', () => {
  const given = specifyDecider<NewsSettings, NewsSettingsCommand, NewsSettingsEvent>(
    newsSettingsDecider,
  );
  const options = { ...usualNewsSettings.options, hidden: ['items-failed'] };
  const recipients = { to: ['ann@example.org'], cc: [], bcc: [] };
  const set: NewsSettingsCommand = { ...command, kind: 'SetNewsOptions', options, recipients };
  const wasSet: NewsSettingsEvent = {
    type: 'NewsOptionsSet',
    data: { ...fact, ...options },
    sealed: recipients,
  };

  it('is set once, and who is mailed to is sealed', () => {
    given().when(set).then(wasSet);
    given(wasSet).when(set).then();
  });

  it('is the usual again when that is set', () => {
    const back = { ...set, ...usualNewsSettings };
    given(wasSet)
      .when(back)
      .then({
        type: 'NewsOptionsSet',
        data: { ...fact, ...usualNewsSettings.options },
        sealed: usualNewsSettings.recipients,
      });
    given().when(back).then();
  });

  it('names nobody any more where the key was destroyed', () => {
    const { recipients: left } = newsSettingsDecider.evolve(usualNewsSettings, {
      ...wasSet,
      sealed: undefined,
    });
    expect(left).toEqual({ to: [], cc: [], bcc: [] });
  });

  it('mails all bad news usually, and of the good ones the end of a job', () => {
    expect(usualNewsSettings.options.mailed).toEqual(['job-finished', ...newsKinds.bad]);
  });

  it.each(['ann@example.org', "o'neil+news@mail.example.org", 'a@b'])('%s is an address', (text) =>
    expect(isPlainAddress(text)).toBe(true),
  );

  it.each([
    'ann@example.org\r\nBcc: eve@example.org',
    'ann@example.org\nDATA',
    'Ann <ann@example.org>',
    'ann@example.org, eve@example.org',
    'ann@example.org;eve@example.org',
    'ann@exam ple.org',
    '"ann eve"@example.org',
    'ann@example.org>',
    'ann(eve)@example.org',
    '@example.org',
    'ann@',
    'ann',
    'ann@exa..mple',
    `${'a'.repeat(65)}@example.org`,
    `ann@${'a'.repeat(251)}`,
    'ann@example.org\u0000',
  ])('%j is none', (text) => expect(isPlainAddress(text)).toBe(false));
});

describe('the mails of news', () => {
  const given = specifyDecider<Mailing, MailingCommand, MailingEvent>(mailingDecider);
  const facts = { mailId: 'm1', news: 3, after: '0', upTo: '40', intendedAtMs: 5 };
  const intended: MailingEvent = {
    type: 'MailIntended',
    data: { ...fact, ...facts, untilMs: 100 },
  };
  const sent: MailingEvent = { type: 'MailSent', data: { ...fact, ...facts } };
  const refused: MailingEvent = {
    type: 'MailRefused',
    data: { ...fact, ...facts, code: 'not-reached' },
  };
  const doubted: MailingEvent = { type: 'MailDoubted', data: { ...fact, ...facts } };
  const intend = (after: string, upTo: string): MailingCommand => ({
    ...{ ...command, kind: 'IntendMail', mailId: 'm1', news: 3 },
    ...{ after, upTo, untilMs: 100 },
  });
  const settle = (outcome: Extract<MailingCommand, { kind: 'SettleMail' }>['outcome']) =>
    ({ ...command, kind: 'SettleMail', mailId: 'm1', outcome }) as const;

  it('are written down before they are sent, one at a time', () => {
    given().when(intend('0', '40')).then(intended);
    given(intended).when(intend('40', '50')).thenRejected('MailUnderWay');
  });

  it('are settled once, by whoever intended them', () => {
    given(intended)
      .when(settle({ kind: 'sent', refusedRecipients: 0 }))
      .then(sent);
    given(intended)
      .when(settle({ kind: 'sent', refusedRecipients: 2 }))
      .then({ type: 'MailSent', data: { ...fact, ...facts, refusedRecipients: 2 } });
    given(intended)
      .when(settle({ kind: 'refused', code: 'not-reached' }))
      .then(refused);
    given(intended)
      .when(settle({ kind: 'doubted' }))
      .then(doubted);
    for (const last of [sent, refused, doubted]) {
      given(intended, last)
        .when(settle({ kind: 'doubted' }))
        .thenRejected('MailUnknown');
    }
    given(intended)
      .when({ ...settle({ kind: 'doubted' }), mailId: 'm2' })
      .thenRejected('MailUnknown');
  });

  it('have no news twice: neither what was sent nor what may have been', () => {
    for (const last of [sent, doubted]) {
      given(last).when(intend('0', '50')).thenRejected('NewsMailed');
      given(last)
        .when(intend('40', '50'))
        .then({ ...intended, data: { ...intended.data, after: '40', upTo: '50' } });
    }
  });

  it('take up again what a server has not taken', () => {
    given(intended, refused).when(intend('0', '40')).then(intended);
    const standing = mailingDecider.evolve(mailingDecider.initial(), refused);
    expect(mailedUpTo(standing)).toBe('0');
  });
});

describe('who mails', () => {
  const given = specifyDecider<Mailer, MailerCommand, MailerEvent>(mailerDecider);
  const tell = (canMail: boolean): MailerCommand => ({ ...command, kind: 'TellMailer', canMail });
  const told: MailerEvent = { type: 'MailerTold', data: { ...fact, canMail: true } };

  it('says whether there is a server, when that has changed', () => {
    given().when(tell(false)).then();
    given().when(tell(true)).then(told);
    given(told).when(tell(true)).then();
    given(told)
      .when(tell(false))
      .then({ type: 'MailerTold', data: { ...fact, canMail: false } });
  });
});
