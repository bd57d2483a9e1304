import type { EwsItem } from '../store/ews-mailbox.ts';
import { EwsProblem } from '../wire/answers.ts';
import type { XmlElement } from '../wire/xml-element.ts';
import { tagOf } from './operation-context.ts';

const articleNumberTag = '0x0e23';

/** A search restriction as a test (EWS reference page `Restriction`): And, Or and comparisons of numbers of items. */
export function testOf(expression: XmlElement): (item: EwsItem) => boolean {
  const { name, children } = expression;
  if (name === 't:And' || name === 't:Or') {
    if (children.length < 2) throw new EwsProblem('ErrorInvalidRestriction');
    const tests = children.map(testOf);
    return name === 't:And'
      ? (item) => tests.every((test) => test(item))
      : (item) => tests.some((test) => test(item));
  }
  const [property, constant] = children;
  const value = Number(constant?.children[0]?.attributes['Value']);
  if (property === undefined || !Number.isSafeInteger(value)) {
    throw new EwsProblem('ErrorUnsupportedPathForQuery');
  }
  if (tagOf(property) !== articleNumberTag) throw new EwsProblem('ErrorUnsupportedPathForQuery');
  switch (name) {
    case 't:IsEqualTo':
      return ({ number }) => number === value;
    case 't:IsGreaterThanOrEqualTo':
      return ({ number }) => number >= value;
    case 't:IsLessThan':
      return ({ number }) => number < value;
    default:
      throw new EwsProblem('ErrorInvalidRestriction');
  }
}
