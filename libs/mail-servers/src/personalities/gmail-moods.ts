import { answerWith, rewriteLines } from '../behaviours/interruptions.ts';
import type { ImapServerOptions } from '../server/server-options.ts';
import type { Personality } from './personality.ts';

const offered: ImapServerOptions = {
  isBare: true,
  also: ['LITERAL-', 'NAMESPACE', 'CHILDREN', 'UIDPLUS', 'LIST-EXTENDED', 'SPECIAL-USE'],
};

const lockdown = 'Lockdown in sector 4 (Failure)';
const lockdownSources = [
  'https://petewarden.com/2008/07/20/lockdown-in-sec/',
  'https://www.behind-the-enemy-lines.com/2007/11/gmail-supports-imap-but-forgets-to.html',
] as const;

export const gmailLocked: Personality = {
  name: 'Gmail, locked at sign-in',
  quirks: [{ what: 'who fetched too much cannot sign in for a day', sources: lockdownSources }],
  options: () => ({
    ...offered,
    behaviours: [
      answerWith({ status: 'NO', text: lockdown }, { command: 'AUTHENTICATE', times: Infinity }),
      answerWith({ status: 'NO', text: lockdown }, { command: 'LOGIN', times: Infinity }),
    ],
  }),
};

/** Locked when the second body is asked for. */
export const gmailLocking: Personality = {
  name: 'Gmail, locked in mid-run',
  quirks: [{ what: 'the connection ends with the same words', sources: lockdownSources }],
  options: () => {
    let bodyCount = 0;
    return {
      ...offered,
      behaviours: [
        {
          onFetch: (_, { asksBody, context }) => {
            if (asksBody && (bodyCount += 1) > 1) context.send(`* BYE ${lockdown}\r\n`);
            return undefined;
          },
          cutBody: () => (bodyCount > 1 ? 0 : undefined),
        },
        {
          onConnect: () => (bodyCount > 1 ? { close: 'end', bye: lockdown } : undefined),
        },
      ],
    };
  },
};

export const gmailThrottling: Personality = {
  name: 'Gmail, throttling',
  quirks: [
    {
      what: 'every answer is "OK Success [THROTTLED]", and late',
      sources: [
        'https://github.com/mscdex/node-imap/issues/593',
        'https://github.com/jstedfast/MailKit/issues/1396',
      ],
    },
  ],
  options: () => ({
    ...offered,
    behaviours: [
      rewriteLines((line) =>
        line.replace(/^(M\d+ OK) [^[\r\n]*\r\n/, '$1 Success [THROTTLED]\r\n'),
      ),
    ],
  }),
};

/** Folders are labels: INBOX holds uids 1 and 2, Work the first of them again, All Mail both and an archived one. */
export const gmailLabels: Personality = {
  name: 'Gmail with labels',
  quirks: [
    {
      what: 'a message stands in the folder of each of its labels, in All Mail, and in Important and Starred',
      sources: [
        'https://github.com/eyalroz/removedupes/issues/244',
        'https://github.com/imapsync/imapsync/issues/458',
      ],
    },
  ],
  options: () => ({
    isBare: true,
    also: [...(offered.also ?? []), 'X-GM-EXT-1'],
    behaviours: [
      {
        onLabels: (uid, path) => {
          if (path.at(-1) !== 'All Mail') return undefined;
          return uid === 1
            ? ['\\Inbox', 'Work', '\\Starred']
            : uid === 2
              ? ['\\Inbox', '\\Important']
              : ['\\Important', '\\Starred'];
        },
      },
    ],
  }),
};
