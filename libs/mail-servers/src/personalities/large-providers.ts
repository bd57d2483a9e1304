import { markedWith, omitBodiesOf, refuseBodiesOf, tellSizes } from '../behaviours/fetching.ts';
import { answerWith, rewriteLines } from '../behaviours/interruptions.ts';
import { refuseMessages } from '../behaviours/refusals.ts';
import { mergeTwins } from '../behaviours/rewrites.ts';
import { limitKeywords } from '../behaviours/keywords.ts';
import type { Personality } from './personality.ts';

export const gmail: Personality = {
  name: 'Gmail',
  quirks: [
    {
      what: 'offers LITERAL- and neither LITERAL+ nor MULTIAPPEND',
      sources: ['https://github.com/jstedfast/MailKit/issues/1841'],
    },
    {
      what: 'HIGHESTMODSEQ comes without any text behind it',
      sources: ['https://github.com/modern-email/defects/issues/28'],
    },
    {
      what: 'FETCH of some messages ends with "System Error (Failure)", each time',
      sources: ['https://github.com/OfflineIMAP/offlineimap/issues/682'],
    },
    {
      what: 'keeps one copy of identical messages and answers OK for each',
      sources: [
        'https://github.com/jberkel/sms-backup-plus/issues/973',
        'https://github.com/imapsync/imapsync/issues/305',
      ],
    },
    {
      what: 'APPEND of what it cannot read as a message is BAD "Unable to parse message"',
      sources: ['https://github.com/OfflineIMAP/offlineimap/issues/172'],
    },
  ],
  options: (stumblingBlock) => ({
    isBare: true,
    also: [
      ...(['LITERAL-', 'SASL-IR', 'ID', 'ENABLE', 'IDLE', 'NAMESPACE', 'CHILDREN'] as const),
      ...(['UIDPLUS', 'MOVE', 'UNSELECT', 'CONDSTORE', 'LIST-EXTENDED', 'LIST-STATUS'] as const),
      ...(['SPECIAL-USE', 'APPENDLIMIT'] as const),
    ],
    appendLimit: 35_651_584,
    behaviours: [
      rewriteLines((line) => line.replace(/(\[HIGHESTMODSEQ \d+\]) [^\r\n]*/, '$1')),
      refuseBodiesOf(markedWith(stumblingBlock), { status: 'NO', text: 'System Error (Failure)' }),
      mergeTwins(),
      refuseMessages(({ body }) => !body.header().includes(':'), {
        text: 'Invalid Arguments: Unable to parse message',
      }),
    ],
  }),
};

export const exchange: Personality = {
  name: 'Exchange',
  quirks: [
    {
      what: 'offers UIDPLUS, MOVE and LITERAL+, neither CONDSTORE nor LIST-STATUS',
      sources: ['https://github.com/mscdex/node-imap/issues/867'],
    },
    {
      what: 'RFC822.SIZE is not the size of the body',
      sources: ['https://github.com/stalwartlabs/vandelay/issues/12'],
    },
    {
      what: 'RFC822.SIZE comes before UID',
      sources: ['https://github.com/coddingtonbear/django-mailbox/pull/232'],
    },
    {
      what: 'a message that cannot be rendered is left out of FETCH, which ends with OK',
      sources: [
        'https://github.com/OfflineIMAP/offlineimap/issues/62',
        'https://github.com/jstedfast/MailKit/issues/908',
        'https://github.com/jstedfast/MailKit/issues/1615',
      ],
    },
    {
      what: 'keywords that it does not know are BAD "Command Argument Error. 11", with the message that bears them',
      sources: [
        'https://github.com/djcb/mu/issues/1384',
        'https://github.com/imapsync/imapsync/issues/161',
      ],
    },
  ],
  options: (stumblingBlock) => ({
    isBare: true,
    also: [
      'SASL-IR',
      'UIDPLUS',
      'MOVE',
      'ID',
      'UNSELECT',
      'CHILDREN',
      'IDLE',
      'NAMESPACE',
      'LITERAL+',
    ],
    behaviours: [
      tellSizes((size) => Math.floor(size * 3.05)),
      rewriteLines((line) => line.replace(/\((UID \d+) (RFC822\.SIZE \d+)/, '($2 $1')),
      omitBodiesOf(markedWith(stumblingBlock)),
      refuseMessages(({ flags }) => flags.some(isUnknownKeyword), {
        status: 'BAD',
        text: 'Command Argument Error. 11',
      }),
    ],
  }),
};

function isUnknownKeyword(flag: string): boolean {
  return !flag.startsWith('\\') && flag.toLowerCase() !== '$mdnsent';
}

export const yahoo: Personality = {
  name: 'Yahoo',
  quirks: [
    {
      what: 'offers ID, MOVE, NAMESPACE, UIDPLUS, LITERAL+ and CHILDREN; names its INBOX "Inbox"; takes no keywords but $Forwarded, $Junk and $NotJunk',
      sources: ['https://github.com/jstedfast/MailKit/issues/358'],
    },
    {
      what: 'FETCH of some messages ends with [UNAVAILABLE] "UID FETCH Server error while fetching messages", each time',
      sources: [
        'https://github.com/imapsync/imapsync/issues/119',
        'https://github.com/ikvk/imap_tools/issues/229',
        'https://github.com/joeyates/imap-backup/issues/218',
      ],
    },
  ],
  options: (stumblingBlock) => ({
    isBare: true,
    also: ['ID', 'MOVE', 'NAMESPACE', 'UIDPLUS', 'LITERAL+', 'CHILDREN'],
    behaviours: [
      rewriteLines((line) =>
        line.replace(/^(\* (?:LIST|LSUB|STATUS) .*)\bINBOX(?=[\s"])/, '$1Inbox'),
      ),
      limitKeywords(0),
      refuseBodiesOf(markedWith(stumblingBlock), {
        status: 'NO',
        code: 'UNAVAILABLE',
        text: 'UID FETCH Server error while fetching messages',
      }),
    ],
  }),
};

export const icloud: Personality = {
  name: 'iCloud',
  quirks: [
    {
      what: 'FETCH RFC822 brings nothing; BODY[] has to be asked for',
      sources: [
        'https://github.com/modern-email/defects/issues/36',
        'https://github.com/zammad/zammad/issues/4589',
      ],
    },
    {
      what: 'offers XAPPLELITERAL, which no one documents, and neither LITERAL+ nor LITERAL-; LIST-STATUS without LIST-EXTENDED',
      sources: [
        'https://github.com/the-djmaze/snappymail/issues/850',
        'https://github.com/nextcloud/mail/issues/3401',
      ],
    },
    {
      what: 'APPEND with a keyword that has a dot in it is BAD "Parse Error"',
      sources: ['https://github.com/imapsync/imapsync/issues/387'],
    },
  ],
  options: () => ({
    without: ['LITERAL+', 'MULTIAPPEND', 'LIST-EXTENDED', 'SPECIAL-USE', 'STATUS=SIZE', 'MOVE'],
    also: ['XAPPLELITERAL'],
    behaviours: [
      {
        onFetch: (_, { context }) => (/\bRFC822\b(?!\.)/.test(context.line) ? 'omit' : undefined),
      },
      refuseMessages(({ flags }) => flags.some((flag) => flag.includes('.')), {
        status: 'BAD',
        text: 'Parse Error',
      }),
    ],
  }),
};

const zimbraSource =
  'https://github.com/Zimbra/zm-mailbox/blob/develop/store/src/java/com/zimbra/cs/imap/';

export const zimbraFolders: Personality = {
  name: 'Zimbra that shows all its folders',
  quirks: [
    {
      what: 'before 8.7, or with zimbraImapDisplayMailFoldersOnly off, Contacts, Emailed Contacts and Chats are listed like mail',
      sources: [`${zimbraSource}ImapHandler.java`, `${zimbraSource}ImapMessage.java`],
    },
    {
      what: 'RFC822.SIZE is what its database says, not the size of what it serves',
      sources: [`${zimbraSource}ImapMessage.java`],
    },
  ],
  options: () => ({
    without: ['LIST-STATUS', 'STATUS=SIZE', 'MULTIAPPEND'],
    behaviours: [
      tellSizes((size) => Math.ceil(size / 1024) * 1024),
      rewriteLines((line) =>
        line.replace(/^\* ID .*/u, '* ID ("NAME" "Zimbra" "VERSION" "8.8.15_GA_3869")'),
      ),
    ],
  }),
};

export const zimbra: Personality = {
  name: 'Zimbra with a broken mountpoint',
  quirks: [
    {
      what: 'LIST is NO "LIST failed" as long as a shared folder in the mailbox is broken',
      sources: ['https://github.com/imapsync/imapsync/issues/426'],
    },
  ],
  options: () => ({
    behaviours: [
      answerWith({ status: 'NO', text: 'LIST failed' }, { command: 'LIST', times: Infinity }),
    ],
  }),
};
