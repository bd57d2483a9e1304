import { EwsProblem } from '../wire/answers.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import { compareAt } from './sort-order.ts';

type Test<T> = (thing: T) => boolean;
/** How the value of a path is read from an item or a folder. */
type ValueAt<T> = (path: XmlElement) => (thing: T) => string | undefined;

/** Reference page `ResponseCode`, ErrorRestrictionTooLong. */
const nodesMax = 255;
/** What is computed or is not in the table of a folder cannot be searched for. */
const notSearchable =
  /^item:(?:MimeContent|Body|Attachments|ItemId|ParentFolderId|EffectiveRights|ResponseObjects|InternetMessageHeaders|UniqueBody)$/;

/** A search restriction as a test (EWS reference page `Restriction`). @throws EwsProblem */
export function testOf<T>(expression: XmlElement, valueAt: ValueAt<T>): Test<T> {
  if (nodesOf(expression) > nodesMax) {
    throw new EwsProblem('ErrorRestrictionTooLong', 'The restriction is too long.');
  }
  return test(expression, valueAt);
}

function test<T>(expression: XmlElement, valueAt: ValueAt<T>): Test<T> {
  const { name, children } = expression;
  switch (name) {
    case 't:And':
    case 't:Or': {
      if (children.length < 2) throw new EwsProblem('ErrorInvalidArgument');
      const tests = children.map((child) => test(child, valueAt));
      return name === 't:And'
        ? (item) => tests.every((one) => one(item))
        : (item) => tests.some((one) => one(item));
    }
    case 't:Not': {
      const [inner] = children;
      if (inner === undefined) throw new EwsProblem('ErrorInvalidArgument');
      const refuted = test(inner, valueAt);
      return (item) => !refuted(item);
    }
    default:
      return comparison(expression, valueAt);
  }
}

function comparison<T>(expression: XmlElement, valueAt: ValueAt<T>): Test<T> {
  const { name, children, attributes } = expression;
  const [path] = children;
  if (path === undefined || notSearchable.test(path.attributes['FieldURI'] ?? '')) {
    throw new EwsProblem('ErrorUnsupportedPathForQuery', 'The property is not searchable.');
  }
  const left = valueAt(path);
  if (name === 't:Exists') return (item) => left(item) !== undefined;
  if (name === 't:Contains') return contains(left, expression);
  if (name === 't:Excludes') {
    const mask = Number(childOf(expression, 't:Bitmask')?.attributes['Value']);
    return (item) => (Number(left(item) ?? 0) & mask) === 0;
  }
  const operand = childOf(expression, 't:FieldURIOrConstant')?.children[0];
  if (operand === undefined) throw new EwsProblem('ErrorInvalidArgument', attributes['Value']);
  const constant = operand.attributes['Value'] ?? '';
  const right = operand.name === 't:Constant' ? () => constant : valueAt(operand);
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

function contains<T>(value: (thing: T) => string | undefined, expression: XmlElement): Test<T> {
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
