/**
 * What a checker says. `violation`: the protocol broke. `ambiguous`: a user did what no protocol can tell apart from
 * our own doing (protocol-findings: "left over"); counted, never hidden.
 */
export interface Finding {
  readonly kind: 'violation' | 'ambiguous';
  readonly rule: string;
  readonly detail: string;
}

export function violation(rule: string, detail: string): Finding {
  return { kind: 'violation', rule, detail };
}

export function ambiguous(rule: string, detail: string): Finding {
  return { kind: 'ambiguous', rule, detail };
}
