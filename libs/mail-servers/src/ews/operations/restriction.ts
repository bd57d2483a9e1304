import type { ItemPlace } from '../items/item-fields.ts';
import type { EwsItem } from '../store/ews-item.ts';
import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { compareAt, valueAt } from './sort-order.ts';

type Test = (item: EwsItem) => boolean;

/** Reference page `ResponseCode`, ErrorRestrictionTooLong. */
const nodesMax = 255;
/** What is computed or is not in the table of a folder cannot be searched for. */
const notSearchable =
  /^item:(?:MimeContent|Body|Attachments|ItemId|ParentFolderId|EffectiveRights|ResponseObjects|InternetMessageHeaders|UniqueBody)$/;

/** A search restriction as a test (EWS reference page `Restriction`). @throws EwsProblem */
export function testOf(expression: XmlElement, place: ItemPlace): Test {
  if (nodesOf(expression) > nodesMax) {
    throw new EwsProblem('ErrorRestrictionTooLong', 'The restriction is too long.');
  }
  return test(expression, place);
}

function test(expression: XmlElement, place: ItemPlace): Test {
  const { name, children } = expression;
  switch (name) {
    case 't:And':
    case 't:Or': {
      if (children.length < 2) throw new EwsProblem('ErrorInvalidArgument');
      const tests = children.map((child) => test(child, place));
      return name === 't:And'
        ? (item) => tests.every((one) => one(item))
        : (item) => tests.some((one) => one(item));
    }
    case 't:Not': {
      const [inner] = children;
      if (inner === undefined) throw new EwsProblem('ErrorInvalidArgument');
      const refuted = test(inner, place);
      return (item) => !refuted(item);
    }
    default:
      return comparison(expression, place);
  }
}

function comparison(expression: XmlElement, place: ItemPlace): Test {
  const { name, children, attributes } = expression;
  const [path] = children;
  if (path === undefined || notSearchable.test(path.attributes['FieldURI'] ?? '')) {
    throw new EwsProblem('ErrorUnsupportedPathForQuery', 'The property is not searchable.');
  }
  const left = valueAt(path, place);
  if (name === 't:Exists') return (item) => left(item) !== undefined;
  if (name === 't:Contains') return contains(left, expression);
  if (name === 't:Excludes') {
    const mask = Number(childOf(expression, 't:Bitmask')?.attributes['Value']);
    return (item) => (Number(left(item) ?? 0) & mask) === 0;
  }
  const operand = childOf(expression, 't:FieldURIOrConstant')?.children[0];
  if (operand === undefined) throw new EwsProblem('ErrorInvalidArgument', attributes['Value']);
  const constant = operand.attributes['Value'] ?? '';
  const right = operand.name === 't:Constant' ? () => constant : valueAt(operand, place);
  const holds = relation(name);
  const compare = compareAt(path);
  return (item) => {
    const [a, b] = [left(item), right(item)];
    if (a === undefined || b === undefined) return name === 't:IsNotEqualTo' && a !== b;
    return holds(compare(a, b));
  };
}

function relation(name: string): (sign: number) => boolean {
  switch (name) {
    case 't:IsEqualTo':
      return (sign) => sign === 0;
    case 't:IsNotEqualTo':
      return (sign) => sign !== 0;
    case 't:IsGreaterThan':
      return (sign) => sign > 0;
    case 't:IsGreaterThanOrEqualTo':
      return (sign) => sign >= 0;
    case 't:IsLessThan':
      return (sign) => sign < 0;
    default:
      return (sign) => sign <= 0;
  }
}

function contains(value: (item: EwsItem) => string | undefined, expression: XmlElement): Test {
  const { ContainmentMode = 'FullString', ContainmentComparison = 'Exact' } = expression.attributes;
  const isFolded = ContainmentComparison !== 'Exact';
  const fold = (text: string) => (isFolded ? text.toLowerCase() : text);
  const wanted = fold(childOf(expression, 't:Constant')?.attributes['Value'] ?? '');
  return (item) => {
    const text = value(item);
    if (text === undefined) return false;
    const own = fold(text);
    if (ContainmentMode === 'FullString') return own === wanted;
    if (ContainmentMode === 'Prefixed') return own.startsWith(wanted);
    if (ContainmentMode === 'PrefixOnWords')
      return own.split(/\s+/).some((word) => word.startsWith(wanted));
    return own.includes(wanted);
  };
}

function nodesOf({ children }: XmlElement): number {
  return children.reduce((sum, child) => sum + nodesOf(child), 1);
}
