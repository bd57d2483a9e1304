import { fetchBackwards, giveNilFor, markedWith, tellSizes } from '../behaviours/fetching.ts';
import { rewriteLines } from '../behaviours/interruptions.ts';
import { limitKeywords } from '../behaviours/keywords.ts';
import type { ImapBehaviour } from '../server/behaviour.ts';
import type { Personality } from './personality.ts';

export const hMailServer: Personality = {
  name: 'hMailServer',
  quirks: [
    {
      what: 'RFC822.SIZE is a few bytes less than the body',
      sources: ['https://github.com/hmailserver/hmailserver/issues/476'],
    },
    {
      what: 'keeps, and serves, messages with bare LF that came so',
      sources: [
        'https://github.com/hmailserver/hmailserver/issues/357',
        'https://github.com/sabnzbd/sabnzbd/issues/1669',
      ],
    },
    {
      what: 'keeps no keywords: PERMANENTFLAGS without \\*',
      sources: ['https://github.com/Progressiverobot/hmailserver/pull/234'],
    },
  ],
  options: () => ({
    separator: '.',
    isBare: true,
    also: ['CHILDREN', 'IDLE', 'NAMESPACE'],
    behaviours: [tellSizes((size) => Math.max(0, size - 29)), limitKeywords(0)],
  }),
};

export const iceWarp: Personality = {
  name: 'IceWarp',
  quirks: [
    {
      what: 'tells no RFC822.SIZE, and 30-Dec-1899 as the date',
      sources: ['https://github.com/imapsync/imapsync/issues/271'],
    },
  ],
  options: (stumblingBlock) => ({
    without: ['LIST-STATUS', 'STATUS=SIZE', 'CONDSTORE', 'MULTIAPPEND'],
    behaviours: [
      tellSizes(() => undefined),
      rewriteLines((line) =>
        line.replace(/INTERNALDATE "[^"]*"/, 'INTERNALDATE "30-Dec-1899 00:00:00 +0530"'),
      ),
      giveNilFor(markedWith(stumblingBlock)),
    ],
  }),
};

export const dreamHost: Personality = {
  name: 'a hoster without UIDNEXT',
  quirks: [
    {
      what: 'SELECT brings no UIDNEXT',
      sources: [
        'https://github.com/nylas/sync-engine/pull/76',
        'https://github.com/nylas/sync-engine/pull/78',
      ],
    },
  ],
  options: () => ({
    without: ['LIST-STATUS', 'LIST-EXTENDED', 'CONDSTORE'],
    behaviours: [rewriteLines((line) => (/^\* OK \[UIDNEXT /.test(line) ? '' : line))],
  }),
};

export const nilBodies: Personality = {
  name: 'a server with messages without content',
  quirks: [
    {
      what: 'BODY[] of some messages is NIL, though their size is told',
      sources: ['https://github.com/imapsync/imapsync/issues/79'],
    },
  ],
  options: (stumblingBlock) => ({ behaviours: [giveNilFor(markedWith(stumblingBlock))] }),
};

/** Everything that is allowed, or close to it, and that clients did not expect. */
export const talkative: Personality = {
  name: 'a server that tells more, less, and in another order',
  quirks: [
    {
      what: 'FETCH tells the newest message first, and flags of others in between',
      sources: [
        'https://github.com/mailpile/Mailpile/issues/1080',
        'https://www.rfc-editor.org/rfc/rfc3501#section-7.4.2',
      ],
    },
    {
      what: 'a blank before the closing parenthesis of FETCH (QQ)',
      sources: ['https://github.com/jakartaee/mail-api/issues/209'],
    },
    {
      what: 'nil in small letters, EXISTS before each answer',
      sources: ['https://www.rfc-editor.org/rfc/rfc3501#section-9'],
    },
  ],
  options: () => ({
    without: ['LIST-STATUS', 'LIST-EXTENDED'],
    behaviours: [
      fetchBackwards(),
      rewriteLines((line) =>
        line.startsWith('* ')
          ? line.replaceAll(' NIL', ' nil').replace(/^(\* \d+ FETCH \(.*[^)])\)\r\n$/, '$1 )\r\n')
          : line,
      ),
      sayExistsAgain(),
    ],
  }),
};

/** Says how many there are before each answer to FETCH, and the flags of the first one, unasked. */
function sayExistsAgain(): ImapBehaviour {
  return {
    beforeAnswer: ({ name, selected, send }) => {
      const first = selected?.messages[0];
      if (name !== 'UID FETCH' || first === undefined) return undefined;
      send(`* ${String(selected?.messages.length ?? 0)} EXISTS\r\n`);
      send(`* 1 FETCH (FLAGS (${first.flags.join(' ')}) UID ${String(first.uid)})\r\n`);
      return undefined;
    },
  };
}

export const restless: Personality = {
  name: 'a server that tells of other changes between two items',
  quirks: [
    {
      what: 'EXPUNGE, EXISTS, RECENT and flags of others in the middle of UID FETCH',
      sources: [
        'https://github.com/jakartaee/mail-api/issues/150',
        'https://github.com/mattnenterprise/rust-imap/issues/81',
        'https://github.com/mscdex/node-imap/issues/464',
      ],
    },
  ],
  options: () => ({
    behaviours: [
      {
        onFetch: (message, { context }) => {
          if (message.uid % 3 === 0) {
            context.send('* 1 EXPUNGE\r\n* 700 EXISTS\r\n* 1 RECENT\r\n');
            context.send('* 650 FETCH (UID 402782 MODSEQ (10000934) FLAGS (\\Seen))\r\n');
          }
          return undefined;
        },
      },
    ],
  }),
};

export const xeams: Personality = {
  name: 'Xeams',
  quirks: [
    {
      what: 'EXAMINE brings no UIDVALIDITY',
      sources: ['https://github.com/nextcloud/mail/issues/10199'],
    },
  ],
  options: () => ({
    isBare: true,
    behaviours: [rewriteLines((line) => (/^\* OK \[UIDVALIDITY /.test(line) ? '' : line))],
  }),
};

export const exchangeSets: Personality = {
  name: 'Exchange, when all was told',
  quirks: [
    {
      what: 'FETCH ends with NO "The specified message set is invalid." though every message came',
      sources: ['https://github.com/mscdex/node-imap/issues/709'],
    },
  ],
  options: () => ({
    isBare: true,
    also: ['UIDPLUS', 'LITERAL+', 'NAMESPACE', 'CHILDREN'],
    behaviours: [
      {
        beforeAnswer: ({ name }) =>
          name === 'UID FETCH'
            ? { status: 'NO', text: 'The specified message set is invalid.' }
            : undefined,
      },
    ],
  }),
};

/** RFC 2180 §4.1.2: some are gone, all others were told, and the answer is NO. */
export const noAtTheEnd: Personality = {
  name: 'a server that says NO when all was told',
  quirks: [
    {
      what: 'FETCH is NO where another connection has expunged one of the messages',
      sources: ['https://github.com/emailjs/emailjs-imap-client/issues/60'],
    },
  ],
  options: (stumblingBlock) => ({ behaviours: [noBehindAllOthers(stumblingBlock)] }),
};

function noBehindAllOthers(stumblingBlock: string): ImapBehaviour {
  const isMeant = markedWith(stumblingBlock);
  let hasOmitted = false;
  return {
    onFetch: (message, { asksBody }) => {
      if (!asksBody || !isMeant(message)) return undefined;
      hasOmitted = true;
      return 'omit';
    },
    beforeAnswer: ({ name }) => {
      if (name !== 'UID FETCH' || !hasOmitted) return undefined;
      hasOmitted = false;
      return { status: 'NO', text: 'Some of the requested messages no longer exist' };
    },
  };
}
