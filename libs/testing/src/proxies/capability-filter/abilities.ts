/** A command as a client sent it: its text with literals left out, and how it sent those. */
export interface FilteredCommand {
  readonly tag: string;
  /** Upper case; `UID FETCH` for UID commands. */
  readonly verb: string;
  /** What follows the verb; each literal stands as its announcement `{5}`. */
  readonly args: string;
  readonly literals: readonly Announced[];
}

export interface Announced {
  readonly size: number;
  /** `{n+}`, sent without waiting (RFC 7888). */
  readonly isNonSync: boolean;
  readonly isBinary: boolean;
}

interface Ability {
  /** The words of a capability list that go with it. */
  readonly words: RegExp;
  /** Whether a command cannot be understood without it. */
  readonly isUsedBy: (command: FilteredCommand) => boolean;
  /** What a server without it would not say. */
  readonly unsay?: (line: string) => string | undefined;
}

const smallLiteralBytesMax = 4096;
const never = () => false;
const verbIs =
  (...verbs: string[]) =>
  ({ verb }: FilteredCommand) =>
    verbs.includes(verb);
const isList = ({ verb }: FilteredCommand) => verb === 'LIST';
const argsHave =
  (words: RegExp, unquoted = true) =>
  ({ args }: FilteredCommand) =>
    words.test(unquoted ? args.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""') : args);
const hasNonSync =
  (sizeMin: number) =>
  ({ literals }: FilteredCommand) =>
    literals.some(({ isNonSync, size }) => isNonSync && size >= sizeMin);

/** What can be hidden, each by the name of its capability. */
export const abilities = {
  'LITERAL+': { words: /^LITERAL[+-]$/, isUsedBy: hasNonSync(0) },
  MULTIAPPEND: {
    words: /^MULTIAPPEND$/,
    isUsedBy: ({ verb, args, literals }) =>
      verb === 'APPEND' && literals.length - (args.startsWith('{') ? 1 : 0) > 1,
  },
  UIDPLUS: {
    words: /^UIDPLUS$/,
    isUsedBy: verbIs('UID EXPUNGE'),
    unsay: (line) => line.replace(/\[(?:APPENDUID|COPYUID|UIDNOTSTICKY)[^\]]*\] ?/i, ''),
  },
  CONDSTORE: {
    words: /^(?:CONDSTORE|QRESYNC)$/,
    isUsedBy: argsHave(/\b(?:CONDSTORE|(?:HIGHEST)?MODSEQ|(?:UN)?CHANGEDSINCE)\b/i),
    unsay: (line) => (/^\* OK \[(?:HIGHESTMODSEQ|NOMODSEQ)/i.test(line) ? undefined : line),
  },
  QRESYNC: { words: /^QRESYNC$/, isUsedBy: argsHave(/\b(?:QRESYNC|VANISHED)\b/i) },
  ESEARCH: {
    words: /^(?:ESEARCH|SEARCHRES|CONTEXT=SEARCH|ESORT)$/,
    isUsedBy: (command) => /SEARCH$/.test(command.verb) && /^RETURN\b/i.test(command.args),
  },
  'LIST-STATUS': {
    words: /^LIST-STATUS$/,
    isUsedBy: (command) => isList(command) && argsHave(/\bSTATUS\b/i)(command),
  },
  'LIST-EXTENDED': {
    words: /^(?:LIST-EXTENDED|LIST-STATUS)$/,
    isUsedBy: (command) => isList(command) && argsHave(/\(|\bRETURN\b/i)(command),
  },
  'SPECIAL-USE': {
    words: /^(?:CREATE-)?SPECIAL-USE$/,
    isUsedBy: (command) =>
      (isList(command) && argsHave(/\bSPECIAL-USE\b/i)(command)) ||
      (command.verb === 'CREATE' && argsHave(/\bUSE \(/i)(command)),
    unsay: (line) =>
      /^\* LIST /i.test(line)
        ? line.replaceAll(/\\(?:All|Archive|Drafts|Flagged|Junk|Sent|Trash) ?(?=[^"]*\))/gi, '')
        : line,
  },
  NAMESPACE: { words: /^NAMESPACE$/, isUsedBy: verbIs('NAMESPACE') },
  BINARY: {
    words: /^BINARY$/,
    isUsedBy: (command) =>
      command.literals.some(({ isBinary }) => isBinary) || argsHave(/\bBINARY[.[]/i)(command),
  },
  OBJECTID: { words: /^OBJECTID$/, isUsedBy: argsHave(/\b(?:MAILBOXID|EMAILID|THREADID)\b/i) },
  UNSELECT: { words: /^UNSELECT$/, isUsedBy: verbIs('UNSELECT') },
  MOVE: { words: /^MOVE$/, isUsedBy: verbIs('MOVE', 'UID MOVE') },
  COMPRESS: { words: /^COMPRESS=/, isUsedBy: verbIs('COMPRESS') },
  'STATUS=SIZE': {
    words: /^STATUS=SIZE$/,
    isUsedBy: (command) => /^(?:STATUS|LIST)$/.test(command.verb) && argsHave(/\bSIZE\b/i)(command),
  },
  ID: { words: /^ID$/, isUsedBy: verbIs('ID') },
  ENABLE: { words: /^ENABLE$/, isUsedBy: verbIs('ENABLE') },
  IDLE: { words: /^IDLE$/, isUsedBy: verbIs('IDLE') },
  'SASL-IR': {
    words: /^SASL-IR$/,
    isUsedBy: ({ verb, args }) => verb === 'AUTHENTICATE' && args.trim().includes(' '),
  },
  /** Offered in place of LITERAL+ where this is hidden: larger literals have to wait. */
  'LITERAL+ beyond 4096': { words: /^LITERAL\+$/, isUsedBy: hasNonSync(smallLiteralBytesMax + 1) },
  /** All else that a capability list may hold. */
  'further extensions': {
    words: /^(?!IMAP4REV1$|AUTH=|STARTTLS$|LOGINDISABLED$)/,
    isUsedBy: never,
  },
} as const satisfies Readonly<Record<string, Ability>>;

export type AbilityName = keyof typeof abilities;

/** Everything off: what is left is RFC 3501. */
export const allAbilities = Object.keys(abilities) as AbilityName[];

export function abilityOf(name: AbilityName): Ability {
  return abilities[name];
}
