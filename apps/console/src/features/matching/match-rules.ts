import type { MatchRuleInput } from '@mailhaul/contracts';

/** What a person sets of the rules; each is tried in the order of the page. */
export interface RuleDraft {
  readonly directory: readonly DirectoryRule[];
  /** `{localpart}@new.example`, or empty. */
  readonly pattern: string;
  /** Over the whole source address, or empty; with what its target is made of. */
  readonly expression: string;
  readonly replacement: string;
}

export const directoryRules = ['id', 'address', 'local-part', 'name'] as const;
export type DirectoryRule = (typeof directoryRules)[number];

export const ruleLabels: Readonly<Record<DirectoryRule, string>> = {
  id: 'Same id in both directories',
  address: 'Same address',
  'local-part': 'Same name before the @',
  name: 'Same display name',
};

export const usualRules: RuleDraft = {
  directory: directoryRules,
  pattern: '',
  expression: '',
  replacement: '',
};

/** As the API takes them; undefined: there is none. A pattern goes first: whoever types one means it. */
export function rulesOf(draft: RuleDraft): MatchRuleInput[] | undefined {
  const { directory, pattern, expression, replacement } = draft;
  const rules: MatchRuleInput[] = [];
  if (pattern.trim() !== '') rules.push({ by: 'pattern', pattern: pattern.trim() });
  if (expression !== '' && replacement.trim() !== '') {
    rules.push({ by: 'expression', expression, target: replacement.trim() });
  }
  for (const by of directoryRules) if (directory.includes(by)) rules.push({ by });
  return rules.length === 0 ? undefined : rules;
}
