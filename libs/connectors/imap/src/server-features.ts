/** What a server offers, read from its CAPABILITY data. */
export interface ServerFeatures {
  /** `none`: every literal waits for the server's `+`; `small`: up to 4096 bytes need not (RFC 7888). */
  readonly literals: 'plus' | 'small' | 'none';
  readonly multiAppend: boolean;
  readonly uidPlus: boolean;
  readonly move: boolean;
  readonly binary: boolean;
  readonly condstore: boolean;
  readonly listExtended: boolean;
  readonly listStatus: boolean;
  readonly statusSize: boolean;
  readonly specialUse: boolean;
  /** What Gmail and others had before SPECIAL-USE. */
  readonly xlist: boolean;
  readonly createSpecialUse: boolean;
  readonly namespace: boolean;
  readonly id: boolean;
  readonly appendLimit: number | undefined;
  /** APPENDLIMIT without a number: each folder has a limit of its own, told by STATUS (RFC 7889 §3). */
  readonly appendLimitByFolder: boolean;
  /** Messages that one command may be about (RFC 9738). */
  readonly messageLimit: number | undefined;
  readonly compress: boolean;
  /** What `ENABLE UIDONLY` opens (RFC 9586). */
  readonly uidOnly: boolean;
  readonly quota: boolean;
  /** As the server says them, upper case. */
  readonly names: readonly string[];
}

export function serverFeatures(names: Iterable<string>): ServerFeatures {
  const upper = [...names].map((name) => name.toUpperCase());
  const offered = new Set(upper);
  const has = (name: string) => offered.has(name);
  const numberOf = (pattern: RegExp) =>
    upper.map((name) => pattern.exec(name)?.[1]).find((value) => value !== undefined);
  const limit = numberOf(/^APPENDLIMIT=(\d{1,15})$/);
  const messageLimit = numberOf(/^MESSAGELIMIT=([1-9]\d{0,9})$/);
  return {
    literals: has('LITERAL+') ? 'plus' : has('LITERAL-') ? 'small' : 'none',
    multiAppend: has('MULTIAPPEND'),
    uidPlus: has('UIDPLUS'),
    move: has('MOVE'),
    binary: has('BINARY'),
    condstore: has('CONDSTORE') || has('QRESYNC'),
    listExtended: has('LIST-EXTENDED'),
    listStatus: has('LIST-STATUS') && has('LIST-EXTENDED'),
    statusSize: has('STATUS=SIZE'),
    specialUse: has('SPECIAL-USE'),
    xlist: has('XLIST'),
    createSpecialUse: has('CREATE-SPECIAL-USE'),
    namespace: has('NAMESPACE'),
    id: has('ID'),
    appendLimit: limit === undefined ? undefined : Number(limit),
    appendLimitByFolder: limit === undefined && has('APPENDLIMIT'),
    messageLimit: messageLimit === undefined ? undefined : Number(messageLimit),
    compress: has('COMPRESS=DEFLATE'),
    uidOnly: has('UIDONLY'),
    quota: has('QUOTA'),
    names: upper,
  };
}

/** Largest literal that LITERAL− lets go without waiting (RFC 7888 §5). */
export const smallLiteralBytesMax = 4096;
