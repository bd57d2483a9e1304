import { cutLongFetch, endLongFetch, refuseLongFetch } from '../behaviours/fetching.ts';
import type { Personality } from './personality.ts';

export const exchangeLongSets: Personality = {
  name: 'Exchange, asked for many messages',
  quirks: [
    {
      what: 'FETCH with a long set is BAD "Command Error. 10", or "The specified message set is invalid."',
      sources: [
        'https://github.com/jstedfast/MailKit/issues/834',
        'https://github.com/mjs/imapclient/issues/385',
        'https://github.com/mscdex/node-imap/issues/615',
      ],
    },
  ],
  options: () => ({
    isBare: true,
    also: ['SASL-IR', 'UIDPLUS', 'MOVE', 'ID', 'UNSELECT', 'CHILDREN', 'NAMESPACE', 'LITERAL+'],
    behaviours: [refuseLongFetch(8, { status: 'BAD', text: 'Command Error. 10' })],
  }),
};

export const outlookComLongSets: Personality = {
  name: 'Outlook.com, asked for many messages',
  quirks: [
    {
      what: 'FETCH of many messages is answered with BYE "Connection is closed. 13" and nothing else, each time',
      sources: [
        'https://github.com/mscdex/node-imap/issues/518',
        'https://github.com/imapsync/imapsync/issues/256',
      ],
    },
  ],
  options: () => ({
    isBare: true,
    also: ['SASL-IR', 'UIDPLUS', 'MOVE', 'ID', 'UNSELECT', 'CHILDREN', 'NAMESPACE', 'LITERAL+'],
    behaviours: [endLongFetch(8, 'Connection is closed. 13')],
  }),
};

export const yahooLimited: Personality = {
  name: 'Yahoo, large folders',
  quirks: [
    {
      what: 'a session sees the newest 10,000 messages of a folder, but with ENABLE UIDONLY; a FETCH tells of so many at most',
      sources: [
        'https://github.com/rustmailer/bichon/issues/144',
        'https://github.com/rustmailer/bichon/issues/271',
        'https://github.com/djc/imap-proto/pull/198',
        'https://www.rfc-editor.org/rfc/rfc9738#section-3.1',
      ],
    },
  ],
  options: () => ({
    isBare: true,
    also: ['ID', 'MOVE', 'NAMESPACE', 'UIDPLUS', 'LITERAL+', 'CHILDREN', 'ENABLE', 'UIDONLY'],
    messageLimit: 8,
  }),
};

export const yahooCut: Personality = {
  name: 'Yahoo, when it drops messages',
  quirks: [
    {
      what: 'FETCH of many messages ends with OK before all were told',
      sources: ['https://github.com/MailCore/mailcore2/issues/1445'],
    },
  ],
  options: () => ({
    isBare: true,
    also: ['ID', 'MOVE', 'NAMESPACE', 'UIDPLUS', 'LITERAL+', 'CHILDREN'],
    behaviours: [cutLongFetch(8)],
  }),
};
