import {
  accountBlocked,
  appPasswordNeeded,
  busy,
  folderMissing,
  folderRefused,
  imapDisabled,
  mailboxUnavailable,
  misunderstood,
  noPermission,
  overQuota,
  signInMethodMissing,
  signInRejected,
  throttled,
  tlsRequired,
  tooBig,
  tooManyConnections,
  unreadable,
  type Verdict,
} from './error-verdicts.ts';

/** What was asked for when the server refused; `bye`: it ended the connection unasked, or instead of a greeting. */
export type RefusedAction =
  | 'sign-in'
  | 'write'
  | 'open-folder'
  | 'create-folder'
  | 'read'
  | 'remove'
  | 'list'
  | 'other'
  | 'bye';

/**
 * Servers that say it in words: the only place where the words of a server are judged. recorded-texts.tsv beside it
 * holds what real servers say, with its source; of each line that a rule was made for, half of those.
 */
interface WordsRule {
  readonly words: RegExp;
  readonly verdict: Verdict;
  /** Absent: whatever was asked for. */
  readonly on?: readonly RefusedAction[];
}

/** Words that mean something narrower than the response code before them. */
const strongRules: readonly WordsRule[] = [
  {
    // "[UNAVAILABLE] Maximum number of connections from user+IP exceeded"; "[ALERT] Too many simultaneous connections."
    words:
      /too many (?:[\w-]+ ){0,3}(?:connections|sessions|logins)\b|max(?:imum)?(?: number of| allowed)?(?: [\w-]+){0,2} connections|connections?(?: \w+){0,2} limit|(?:limit|number) of (?:[\w-]+ ){0,3}(?:connections|sessions)/i,
    verdict: tooManyConnections,
  },
  {
    // "Request is throttled. Suggested Backoff Time: 92415 milliseconds"; "[OVERQUOTA] Account exceeded command or bandwidth limits."
    words:
      /throttl|rate[- ]?limit|bandwidth (?:limits?|quota|exceeded)|exceeded (?:\w+ or )?bandwidth|too many (?:requests|commands|operations)|backoff time|slow down/i,
    verdict: throttled,
  },
  // Exchange signs in who has no mailbox, and says so at the next command.
  {
    words: /authenticated but not connected|not have a (?:valid )?mailbox/i,
    verdict: mailboxUnavailable,
  },
  {
    // mox: "[AUTHENTICATIONFAILED] login disabled for account"
    words: /\b(?:login|account) (?:is |has been |was )?(?:disabled|locked|suspended|blocked)\b/i,
    verdict: accountBlocked,
    on: ['sign-in'],
  },
  // Gmail, for a day, to who fetched too much in its eyes.
  { words: /lockdown in sector/i, verdict: accountBlocked },
  // NetEase, to programs that it does not know.
  { words: /unsafe login/i, verdict: accountBlocked },
];

const signsIn: readonly RefusedAction[] = ['sign-in', 'bye'];
const usesFolder: readonly RefusedAction[] = ['write', 'open-folder', 'read', 'remove', 'list'];

/** In order: the first that fits has it. */
const rules: readonly WordsRule[] = [
  {
    // "Incorrect password or your account is not enabled for IMAP": may be either, and the first is likelier.
    words: /(?:passw?\w*d|credentials?)\b[^.]* or /i,
    verdict: signInRejected,
    on: signsIn,
  },
  {
    words:
      /(?:app|ap?plication)[- ](?:specific )?password|password for (?:mail )?(?:apps?|applications?|clients?)/i,
    verdict: appPasswordNeeded,
    on: signsIn,
  },
  {
    words:
      /imap(?:4)?(?: \w+){0,2} (?:disabled|deactivated|not (?:enabled|allowed|activated|available|permitted))|(?:not|n't) (?:\w+ ){0,2}(?:enabled|allowed|permitted)(?: \w+){0,2} imap|not have imap|enable imap|no imap/i,
    verdict: imapDisabled,
    on: signsIn,
  },
  {
    words:
      /clear-?text|(?:try|run) starttls|plain-?text (?:auth|login|password)|(?:requires?|must|need|use|start|without) (?:\w+ ){0,3}(?:tls|ssl|starttls|encrypt\w*)|(?:tls|ssl|encrypt\w*) (?:is )?(?:required|needed)|secure connection/i,
    verdict: tlsRequired,
    on: signsIn,
  },
  {
    words:
      /mechanism|auth\w* (?:method|type|scheme)|argument (?:given )?to authenticate|method not supported|(?:login|basic auth\w*) (?:command )?(?:is |has been )?(?:disabled|not (?:supported|allowed))/i,
    verdict: signInMethodMissing,
    on: signsIn,
  },
  {
    words:
      /web ?browser|web ?login|web ?mail|https?:\/\/|blacklist|blocked|intrusion|banned|suspend|locked out|account (?:\S+ )?(?:is |has been |was )?(?:temporarily |currently )?(?:locked|disabled|deactivated|closed|frozen|restricted)|must be changed|(?:login|access) denied|too many (?:\w+ ){0,3}(?:failures|attempts|tries)|not allowed to log ?in/i,
    verdict: accountBlocked,
    on: signsIn,
  },
  { words: /authentication failed/i, verdict: signInRejected, on: ['bye'] },
  // Courier, where the folder on disk is not as it should be.
  { words: /mailbox directory|maildir|home directory/i, verdict: mailboxUnavailable, on: signsIn },
  {
    words:
      /(?:disk|storage|mailbox|over|mail)?[- ]?quota|storage (?:limit|space|has been exceeded)|(?:mailbox|account|disk|folder) (?:\S+ )?(?:is )?(?:over|full)|no space|insufficient (?:\w+ )?(?:space|storage)|out of (?:space|storage)|bigger place/i,
    verdict: overQuota,
    on: ['write', 'create-folder'],
  },
  {
    words:
      /(?:message|mail|literal|size|e-?mail|item|append\w*|data)[^.]* (?:too (?:large|big|long)|exceed\w*|limit)|(?:exceed\w*|maximum)[^.]* (?:message|mail|size|limit)|too ?(?:large|big)\b|limit exceeded/i,
    verdict: tooBig,
    on: ['write'],
  },
  {
    words:
      /(?:permission|access|operation) (?:is |was )?denied|not permitted|no permission|read-?only|insufficient (?:access|rights|permission)|(?:lack|not have|no) (?:\w+ ){0,4}(?:permissions?|rights?|access)|not authori[sz]ed/i,
    verdict: noPermission,
    on: [...usesFolder, 'create-folder'],
  },
  {
    words: /not? (?:longer )?selectable|isn't selectable|nonexistent namespace|\\?noselect/i,
    verdict: folderRefused,
    on: usesFolder,
  },
  { words: /invalid (?:mailbox|folder) name/i, verdict: folderRefused, on: ['write'] },
  {
    words:
      /(?:mailbox|folder|directory|label)\b.*(?:doesn't|does not|not|never|no longer) (?:exist|found|available)|no such (?:mailbox|folder|directory|label)|(?:unknown|non-?existent|invalid) (?:mailbox|folder)|(?:error|not|cannot) find(?:ing)? (?:the )?(?:mailbox|folder)|(?:not found|(?:doesn't|does not) exist)\.?$|\bno folder \S/i,
    verdict: folderMissing,
    on: ['write', 'open-folder', 'list'],
  },
  { words: /(?:message|sequence) set is invalid/i, verdict: misunderstood, on: ['read'] },
  {
    words: /messages? .*no longer exist|no (?:such|matching) message|message (?:\S+ )?not found/i,
    verdict: unreadable,
    on: ['read'],
  },
  {
    words:
      /lookup failed|try (?:again|later)|again later|later again|retry|temporar|temporal|un-?available|not available|(?:internal|server|system|backend|database|i\/o|system i\/o) (?:server )?(?:error|fault|failure)|(?:is |be |are )?(?:locked|in use|busy|overloaded|interrupted)\b|lock|time-?d?[ -]?out|maintenance|process (?:is )?broken|state is inconsistent|shortly|connect to (?:backend|database|server)/i,
    verdict: busy,
    on: ['sign-in', ...usesFolder, 'create-folder', 'other', 'bye'],
  },
];

/** Ordinary ends of a connection: no reason to do anything but connect again. */
const ordinaryEnd =
  /inactiv|idle|auto-?log-?(?:out|off)|session (?:has )?(?:expired|timed out)|timeout|timed out|shutting down|shut down|disconnected|bye|closed|closing|logging out/i;

const notOrdinary = /internal|error|authentication failed/i;

/** What the words say that outranks the code beside them. */
export function judgeStrongWords(text: string, action: RefusedAction): Verdict | undefined {
  return firstFitting(strongRules, text, action);
}

/** What the words say where no code says it. */
export function judgeWords(text: string, action: RefusedAction): Verdict | undefined {
  if (action === 'bye' && ordinaryEnd.test(text) && !notOrdinary.test(text)) return undefined;
  return firstFitting(rules, text, action);
}

/** Too many messages, or too long a list of them, in one command. */
export function isAboutTheSet(text: string): boolean {
  return setWords.test(text);
}

// Exchange: "The specified message set is invalid.", "Command Error. 10"; Dovecot: "Invalid uidset", "Too long argument.";
// others: "parse error: maximum request size exceeded"
const setWords =
  /command error\. 10\b|too long argument|(?:message|sequence|uid)[ -]?sets?\b|too many (?:messages|uids|ids)\b|(?:request|command|line|set)(?: is)? too (?:long|large|big)|too long (?:request|command|line)|maximum (?:request|command|line) (?:size|length)/i;

/** How long the server asks us to wait, where it says so in words. */
export function backOffHintMs(text: string): number | undefined {
  // Exchange Online: "Suggested Backoff Time: 92415 milliseconds"
  const match = /backoff time: (\d{1,9}) milliseconds/i.exec(text);
  return match === null ? undefined : Math.min(Number(match[1]), backOffMsMax);
}

const backOffMsMax = 24 * 60 * 60 * 1000;

function firstFitting(
  from: readonly WordsRule[],
  text: string,
  action: RefusedAction,
): Verdict | undefined {
  return from.find(({ words, on }) => (on === undefined || on.includes(action)) && words.test(text))
    ?.verdict;
}
