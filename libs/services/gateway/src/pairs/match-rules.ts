import { createContext, Script } from 'node:vm';
import type { MatchRuleInput, ProblemFault } from '@mailhaul/contracts';
import {
  addressOfPattern,
  faultOfPattern,
  type MatchRule,
  type SourceMailbox,
} from '@mailhaul/domain';
import { ApiProblem } from '../http/api-problem.ts';

/** For all addresses together: an expression that goes back and forth is stopped. */
const expressionMsMax = 250;

type Expression = Extract<MatchRuleInput, { by: 'expression' }>;

/** The rules as they match these mailboxes. @throws {ApiProblem} what is wrong with a pattern or an expression. */
export function matchRulesOf(
  rules: readonly MatchRuleInput[],
  sources: readonly SourceMailbox[],
): readonly MatchRule[] {
  const faults: ProblemFault[] = [];
  const made = rules.map((rule, at): MatchRule => {
    const refuse = (field: string, message: string) =>
      void faults.push({ place: `rules.${at}.${field}`, message });
    if (rule.by === 'pattern') {
      const fault = faultOfPattern(rule.pattern);
      if (fault !== undefined) refuse('pattern', fault);
      return { by: 'pattern', targetOf: (mailbox) => addressOfPattern(rule.pattern, mailbox) };
    }
    if (rule.by !== 'expression') return rule;
    const targets = targetsOf(rule, sources);
    if (typeof targets === 'string') refuse('expression', targets);
    return {
      by: 'pattern',
      targetOf: ({ pairId }) => (typeof targets === 'string' ? undefined : targets.get(pairId)),
    };
  });
  if (faults.length > 0) throw new ApiProblem('body-invalid', { faults });
  return made;
}

/** By pair; or what is wrong with the expression. It sees addresses and nothing else, and ends in time. */
function targetsOf(
  { expression, target }: Expression,
  sources: readonly SourceMailbox[],
): ReadonlyMap<string, string> | string {
  const addresses = sources.map(({ address }) => address);
  const asked = JSON.stringify({ expression, target, addresses });
  const context = createContext(Object.create(null) as object, {
    codeGeneration: { strings: false, wasm: false },
  });
  try {
    const answer = new Script(`(${String(replaceAll)})(${JSON.stringify(asked)})`).runInContext(
      context,
      { timeout: expressionMsMax },
    ) as string;
    const made = JSON.parse(answer) as readonly (string | null)[];
    return new Map(
      sources.flatMap(({ pairId }, at) => {
        const one = made[at];
        return typeof one === 'string' ? [[pairId, one]] : [];
      }),
    );
  } catch (error) {
    const isLate = (error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return isLate ? 'takes too long: make it simpler' : 'is no regular expression';
  }
}

/** Runs where nothing of this process can be reached; takes and gives text. */
function replaceAll(text: string): string {
  const { expression, target, addresses } = JSON.parse(text) as {
    expression: string;
    target: string;
    addresses: string[];
  };
  const whole = new RegExp(`^(?:${expression})$`, 'iu');
  return JSON.stringify(
    addresses.map((address) => (whole.test(address) ? address.replace(whole, target) : null)),
  );
}
